package io.millrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A port that nobody listens on. Somebody else may take it before it is used, so what starts on it must be ready to
/// start again on another.
final class FreePort {

    static final String LOOPBACK = "127.0.0.1";

    private FreePort() {}

    static int next() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
