package io.millrace.local;

import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// The port of the API, looked at before anything starts: it fails at once and has nothing to clear up.
final class LocalPort {

    private static final int USUAL = 8080;

    private LocalPort() {}

    static void requireFree(String... args) {
        int port = chosen(args);
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return;
        } catch (IOException e) {
            throw new PortTakenException(port, e);
        }
    }

    static int chosen(String... args) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
        return environment.getProperty("server.port", Integer.class, USUAL);
    }
}
