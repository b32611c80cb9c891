package io.millrace.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// The process beside the local cloud: it runs S3Mock and outlives a cloud that is killed, just long enough to remove
/// what is left of it. It knows of the death from its standard input, which ends with the process that holds the other
/// side. Arguments: the cloud's directory, then S3Mock's own.
final class S3MockProcess {

    /// Sent before the end of the input by a cloud that clears up behind itself.
    static final int GOODBYE = 'q';

    private S3MockProcess() {}

    public static void main(String... args) throws ReflectiveOperationException {
        Terminal.ignore();
        var remains = new Remains(Path.of(args[0]));
        Thread.ofPlatform().name("death-watch").daemon().start(() -> awaitDeath(remains));
        // From the loader of S3Mock's jar, which is on the class path but has classes that no compiler needs to see.
        Class.forName("org.springframework.boot.loader.launch.JarLauncher")
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    }

    private static void awaitDeath(Remains remains) {
        try {
            if (System.in.read() != GOODBYE) {
                remains.removeUntilQuiet();
            }
        } catch (IOException | InterruptedException e) {
            // Nobody is left to be told but the log.
            System.err.println("The death watch ended: " + e);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
