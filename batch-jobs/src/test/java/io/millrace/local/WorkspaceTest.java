package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class WorkspaceTest {

    @TempDir private Path base;

    @Test
    void removesWhatAKilledCloudLeft() throws IOException {
        var abandoned = Files.createDirectories(base.resolve("1-abandoned/s3"));
        var lock = Files.createFile(base.resolve("1-abandoned.lock"));

        try (var workspace = Workspace.create(base)) {
            assertThat(abandoned.getParent()).doesNotExist();
            assertThat(lock).doesNotExist();
            assertThat(workspace.directory()).isDirectory();
        }
    }

    @Test
    void leavesAloneWhatIsInUse() throws IOException {
        try (var first = Workspace.create(base);
                var second = Workspace.create(base);
                var third = Workspace.create(base)) {
            assertThat(first.directory()).isDirectory();
            assertThat(second.directory()).isDirectory();
            assertThat(third.directory()).isDirectory();
        }
    }

    @Test
    void isGoneWhenClosed() throws IOException {
        var workspace = Workspace.create(base);
        Files.writeString(workspace.directory().resolve("file"), "content");

        workspace.close();

        try (var files = Files.list(base)) {
            assertThat(files).map(file -> file.getFileName().toString()).containsExactly("door");
        }
    }
}
