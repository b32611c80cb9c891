package io.millrace.local;

/// Somebody else listens on the port of the API.
final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PortTakenException(int port, Throwable cause) {
        super(
                """
                Port %1$d is taken: another program, perhaps another Millrace, listens on it.
                Stop it, or start this one on another port: SERVER_PORT=%2$d before the command, or the argument --server.port=%2$d.
                """
                        .formatted(port, port + 1)
                        .strip(),
                cause);
    }
}
