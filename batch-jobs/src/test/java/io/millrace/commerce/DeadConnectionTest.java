package io.millrace.commerce;

import io.millrace.crash.CrashProcess;
import io.millrace.crash.SilentProxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The packets between a worker and the database go nowhere, and neither side is told. The server ends the session by
/// itself.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class DeadConnectionTest extends LostWorkerContract {

    private static final URI DATABASE = URI.create(SPACE.jdbcUrl().substring("jdbc:".length()));

    private final SilentProxy proxy = SilentProxy.to(DATABASE.getPort());

    DeadConnectionTest() throws IOException {}

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_COPY", "BEFORE_COMMIT", "IN_RELEASE"})
    void aWorkerWithoutAWayToTheDatabaseCostsOnlyItself(Point point) throws Exception {
        aLostWorkerCostsOnlyItself(point);
    }

    @Override
    Map<String, String> workerSettings() {
        return Map.of(
                "spring.datasource.url",
                "jdbc:postgresql://%s:%d%s".formatted(DATABASE.getHost(), proxy.port(), DATABASE.getPath()));
    }

    @Override
    void lose(CrashProcess worker) {
        proxy.fallSilent();
    }

    @Override
    void bringBack(CrashProcess worker) {
        proxy.speak();
    }

    @Override
    void whenItIsLost(int session) {
        awaitEnd(session);
    }

    @AfterAll
    void closeProxy() throws IOException {
        proxy.close();
    }
}
