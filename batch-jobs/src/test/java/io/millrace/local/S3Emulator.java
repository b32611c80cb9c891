package io.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// S3Mock in a JVM of its own: it is a Spring Boot application whose configuration collides with ours.
final class S3Emulator implements AutoCloseable {

    private static final int STARTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /// Settings of the application or of the user's shell that a Spring Boot application would take for its own.
    private static final List<String> FOREIGN_SETTINGS = List.of("SPRING_", "SERVER_", "LOGGING_", "MANAGEMENT_");

    private final Process process;
    private final int port;

    private S3Emulator(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static S3Emulator start(Path workspace, String region) throws IOException, InterruptedException {
        var launcher = launcher(workspace);
        for (int start = 1; ; start++) {
            int port = FreePort.next();
            var log = workspace.resolve("s3mock-" + start + ".log");
            var process = launch(workspace, launcher, region, port, log);
            if (started(process, log)) {
                return new S3Emulator(process, port);
            }
            process.destroyForcibly();
            if (start == STARTS) {
                throw new IOException("S3Mock did not start; its last lines were:\n" + tail(log));
            }
        }
    }

    private static Process launch(Path workspace, Path launcher, String region, int port, Path log) throws IOException {
        var builder =
                new ProcessBuilder(command(workspace, launcher, region, port))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
        return builder.start();
    }

    private static List<String> command(Path workspace, Path launcher, String region, int port) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It starts in half the time when the JVM does not prepare for a long and busy life.
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", launcher + System.getProperty("path.separator") + jar()));
        command.addAll(List.of(S3MockProcess.class.getName(), workspace.toString()));
        command.add("--server.address=" + FreePort.LOOPBACK);
        // Without TLS's port of its own on 9191; zero means any.
        command.add("--server.port=0");
        command.add("--com.adobe.testing.s3mock.httpPort=" + port);
        command.add("--com.adobe.testing.s3mock.store.region=" + region);
        command.add("--com.adobe.testing.s3mock.store.root=" + workspace.resolve("s3"));
        return command;
    }

    /// A class path with nothing but the launcher: our own would show S3Mock our settings.
    private static Path launcher(Path workspace) throws IOException {
        var root = workspace.resolve("launcher");
        for (var type : List.of(S3MockProcess.class, Terminal.class, Remains.class)) {
            copyClass(type.getName(), root);
        }
        copyClass(Remains.class.getName() + "$1", root);
        return root;
    }

    private static void copyClass(String name, Path root) throws IOException {
        var file = name.replace('.', '/') + ".class";
        var copy = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        try (var source = resource("/" + file).openStream()) {
            Files.copy(source, copy);
        }
    }

    private static Path jar() throws IOException {
        try {
            return Path.of(resource("/emulators/s3mock.jar").toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static URL resource(String name) throws IOException {
        var resource = S3Emulator.class.getResource(name);
        if (resource == null) {
            throw new IOException(
                    name + " is not on the class path; the build (phase process-test-resources) puts it there");
        }
        return resource;
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
