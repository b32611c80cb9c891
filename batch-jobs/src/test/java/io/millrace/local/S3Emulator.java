package io.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// S3Mock in a JVM of its own: it is a Spring Boot application whose configuration collides with ours.
final class S3Emulator implements AutoCloseable {

    private static final int STARTS = 3;

    /// A machine that runs several builds takes its time.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /// Settings of the application or of the user's shell that a Spring Boot application would take for its own.
    private static final List<String> FOREIGN_SETTINGS = List.of("SPRING_", "SERVER_", "LOGGING_", "MANAGEMENT_");

    private final Process process;
    private final int port;

    private S3Emulator(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param watched called when there is a process that removes the workspace and all that belongs to it, if this one
    ///   is killed
    static S3Emulator start(Path workspace, String region, Runnable watched) throws IOException, InterruptedException {
        var classPath = S3MockClassPath.in(workspace.resolve("s3mock"));
        for (int start = 1; ; start++) {
            int port = FreePort.next();
            var log = workspace.resolve("s3mock-" + start + ".log");
            var process = launch(workspace, classPath, region, port, log);
            watched.run();
            if (started(process, log)) {
                return new S3Emulator(process, port);
            }
            process.destroyForcibly();
            if (start == STARTS) {
                throw new IOException("S3Mock did not start; its last lines were:\n" + tail(log));
            }
        }
    }

    private static Process launch(Path workspace, String classPath, String region, int port, Path log)
            throws IOException {
        var builder =
                new ProcessBuilder(command(workspace, classPath, region, port))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
        return builder.start();
    }

    private static List<String> command(Path workspace, String classPath, String region, int port) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It starts in half the time when the JVM does not prepare for a long and busy life.
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(S3MockProcess.class.getName(), workspace.toString()));
        command.add("--server.address=" + FreePort.LOOPBACK);
        // The port for HTTPS; zero means any.
        command.add("--server.port=0");
        command.add("--com.adobe.testing.s3mock.httpPort=" + port);
        command.add("--com.adobe.testing.s3mock.store.region=" + region);
        command.add("--com.adobe.testing.s3mock.store.root=" + workspace.resolve("s3"));
        return command;
    }

    /// Its log says so; that something answers on the port would not say who.
    private static boolean started(Process process, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            if (Files.readString(log).contains("Started S3MockApplication")) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    private static String tail(Path log) throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    URI endpoint() {
        return URI.create("http://" + FreePort.LOOPBACK + ":" + port);
    }

    @Override
    public void close() throws IOException {
        try (var goodbye = process.getOutputStream()) {
            goodbye.write(S3MockProcess.GOODBYE);
        } catch (IOException alreadyGone) {
            // Then there is nothing to say goodbye to.
        }
        try {
            process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
