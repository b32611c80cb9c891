package io.millrace.local;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.LifeCycle;

import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

import java.net.URI;

/// DynamoDB Local in this JVM, in memory. Its own server would listen on every interface; so this is ours.
final class DynamoDbEmulator implements AutoCloseable {

    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final URI endpoint;

    private DynamoDbEmulator(Server server, LocalDynamoDBServerHandler handler, URI endpoint) {
        this.server = server;
        this.handler = handler;
        this.endpoint = endpoint;
    }

    static DynamoDbEmulator start() throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost(FreePort.LOOPBACK);
        connector.setPort(0);
        server.addConnector(connector);
        var handler = new LocalDynamoDBServerHandler(inMemory(), "*");
        server.setHandler(new ContextHandler(handler));
        server.start();
        return new DynamoDbEmulator(
                server, handler, URI.create("http://" + FreePort.LOOPBACK + ":" + connector.getLocalPort()));
    }

    /// One database for all credentials and regions, so that the AWS CLI sees the same tables with any of them.
    private static LocalDynamoDBRequestHandler inMemory() throws Exception {
        var port = 0;
        var dbPath = (String) null;
        var sharedDb = true;
        var delayTransientStatuses = false;
        return new LocalDynamoDBRequestHandler(port, true, dbPath, sharedDb, delayTransientStatuses);
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
        handler.close();
    }
}
