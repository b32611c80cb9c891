package io.millrace.local;

import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

import java.net.URI;

/// ElasticMQ in this JVM, in memory.
final class SqsEmulator implements AutoCloseable {

    private final SQSRestServer server;
    private final URI endpoint;

    private SqsEmulator(SQSRestServer server, URI endpoint) {
        this.server = server;
        this.endpoint = endpoint;
    }

    static SqsEmulator start(String region) {
        // Otherwise it is gone at the first signal, while the application still works on its last messages.
        System.setProperty("pekko.jvm-shutdown-hooks", "off");
        var server =
                SQSRestServerBuilder.withInterface(FreePort.LOOPBACK).withDynamicPort().withAWSRegion(region).start();
        var port = server.waitUntilStarted().localAddress().getPort();
        return new SqsEmulator(server, URI.create("http://" + FreePort.LOOPBACK + ":" + port));
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
