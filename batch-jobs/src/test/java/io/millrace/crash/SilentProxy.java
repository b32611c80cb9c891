package io.millrace.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A way to a server on which packets can be lost: while it is silent it passes nothing on, in neither direction, and
/// closes nothing.
public final class SilentProxy implements AutoCloseable {

    private static final int BLOCK = 16 * 1024;

    private final ServerSocket entrance;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean silent;

    private SilentProxy(ServerSocket entrance, int server) {
        this.entrance = entrance;
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    /// Opens a way.
    ///
    /// @param port of a server on this machine
    public static SilentProxy to(int port) throws IOException {
        return new SilentProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), port);
    }

    /// Where clients connect to.
    public int port() {
        return entrance.getLocalPort();
    }

    /// Passes nothing on from now on.
    public synchronized void fallSilent() {
        silent = true;
    }

    /// Passes on what has come meanwhile, and all that comes.
    public synchronized void speak() {
        silent = false;
        notifyAll();
    }

    private synchronized void awaitSpeaking() throws InterruptedException {
        while (silent) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = entrance.accept();
                var toServer = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(toServer);
                Thread.ofVirtual().start(() -> pass(client, toServer));
                Thread.ofVirtual().start(() -> pass(toServer, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            var block = new byte[BLOCK];
            int length;
            do {
                length = from.getInputStream().read(block);
                awaitSpeaking();
                to.getOutputStream().write(block, 0, Math.max(0, length));
            } while (length >= 0);
        } catch (IOException closed) {
            // One side has closed, or the test is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        speak();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
