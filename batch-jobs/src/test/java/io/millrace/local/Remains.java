package io.millrace.local;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What a local cloud that was killed leaves behind: processes that name its directory on their command line, and the
/// directory. Used by the process that outlives a killed cloud, so it needs nothing but the JDK.
final class Remains {

    private static final Set<String> PROGRAMS = Set.of("java", "postgres", "initdb", "pg_ctl");
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path directory;

    Remains(Path directory) {
        this.directory = directory;
    }

    /// Removes them while the last command of the killed cloud may still be under way: a server that it was just
    /// starting appears a moment later.
    void removeUntilQuiet() throws InterruptedException {
        for (int quiet = 0; quiet < 5; quiet++) {
            if (!processes().isEmpty() || Files.exists(directory)) {
                remove();
                quiet = 0;
            }
            Thread.sleep(200);
        }
    }

    void remove() {
        stop(processes());
        delete(directory);
    }

    List<ProcessHandle> processes() {
        var marker = directory.toString();
        var self = ProcessHandle.current();
        return ProcessHandle.allProcesses()
                .filter(process -> !process.equals(self) && isOurs(process, marker))
                .toList();
    }

    private static boolean isOurs(ProcessHandle process, String marker) {
        var info = process.info();
        return info.commandLine().filter(line -> line.contains(marker)).isPresent()
                && info.command()
                        .map(command -> Path.of(command).getFileName().toString())
                        .filter(PROGRAMS::contains)
                        .isPresent();
    }

    /// Politely first: PostgreSQL then gives back its shared memory. Its clients are dead, so it has nothing to wait
    /// for.
    private static void stop(List<ProcessHandle> processes) {
        var family =
                processes.stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .toList();
        processes.forEach(ProcessHandle::destroy);
        var exits = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(exits).completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    static void delete(Path directory) {
        try {
            Files.walkFileTree(
                    directory,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failed)
                                throws IOException {
                            Files.deleteIfExists(done);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            // Somebody still writes there; the next start comes by again.
        }
    }
}
