package io.millrace.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The directory of one local cloud, under the system's directory for temporary files. A lock beside it, which the
/// operating system frees when the process dies, says that it is in use; the next start removes what is not.
final class Workspace implements AutoCloseable {

    private static final String LOCK = ".lock";

    /// The lock files of this JVM.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path lockFile;
    private final FileChannel lock;

    private Workspace(Path directory, Path lockFile, FileChannel lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static Workspace create() throws IOException {
        return create(base(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /// Where a user's workspaces are: on a shared machine nobody can clear up behind another.
    static Path base(Path temporary) {
        return temporary.resolve("millrace-local-" + System.getProperty("user.name"));
    }

    static Workspace create(Path base) throws IOException {
        Files.createDirectories(base);
        synchronized (Workspace.class) {
            // Held while somebody looks for abandoned directories or makes one: a new one is not yet locked.
            try (var door = open(base.resolve("door"))) {
                door.lock();
                removeAbandoned(base);
                return make(base);
            }
        }
    }

    private static Workspace make(Path base) throws IOException {
        var name = ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
        var lockFile = base.resolve(name + LOCK);
        var channel = open(lockFile);
        channel.lock();
        HELD.add(lockFile);
        return new Workspace(Files.createDirectory(base.resolve(name)), lockFile, channel);
    }

    private static void removeAbandoned(Path base) throws IOException {
        for (var lockFile : lockFiles(base)) {
            // Only opening and closing a lock file of our own would give up its lock.
            if (!HELD.contains(lockFile)) {
                removeIfAbandoned(lockFile);
            }
        }
    }

    private static void removeIfAbandoned(Path lockFile) throws IOException {
        try (var channel = open(lockFile)) {
            if (channel.tryLock() == null) {
                return;
            }
            var name = lockFile.getFileName().toString();
            var directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
            new Remains(directory).remove();
            if (Files.notExists(directory)) {
                Files.delete(lockFile);
            }
        }
    }

    private static List<Path> lockFiles(Path base) throws IOException {
        try (var files = Files.list(base)) {
            return files.filter(file -> file.toString().endsWith(LOCK)).toList();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        Remains.delete(directory);
        Files.deleteIfExists(lockFile);
        lock.close();
        HELD.remove(lockFile);
    }
}
