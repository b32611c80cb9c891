package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

/// The server ends what a worker leaves behind: each session of the application is given its time-outs.
@SpringBootTest(
        classes = {Millrace.class, DatabaseTimeoutsTest.MigrationLog.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
class DatabaseTimeoutsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final int POOL = 6;

    static final Map<String, String> OF_THE_APPLICATION =
            new TreeMap<>(
                    Map.of(
                            "statement_timeout", "30s",
                            "lock_timeout", "10s",
                            "idle_in_transaction_session_timeout", "20s",
                            "tcp_keepalives_idle", "10",
                            "tcp_keepalives_interval", "5",
                            "tcp_keepalives_count", "3",
                            "tcp_user_timeout", "20000"));

    @Autowired DataSource pool;

    @Autowired JdbcClient jdbc;

    @Autowired MigrationLog migrations;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
    }

    /// What limits the session of a client.
    static Map<String, String> limits(JdbcClient jdbc) {
        Map<String, String> limits = new TreeMap<>();
        OF_THE_APPLICATION.keySet().forEach(name -> limits.put(name, shown(jdbc, name)));
        return limits;
    }

    private static String shown(JdbcClient jdbc, String name) {
        return jdbc.sql("SHOW " + name).query(String.class).single();
    }

    /// Also those that the migrations may have used.
    @Test
    void eachConnectionOfThePoolIsLimited() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < POOL; i++) {
                connections.add(pool.getConnection());
            }
            assertThat(connections)
                    .extracting(
                            connection -> limits(JdbcClient.create(new SingleConnectionDataSource(connection, true))))
                    .containsOnly(OF_THE_APPLICATION);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void aMigrationMayTakeItsTime() {
        assertThat(migrations.limits).isNotEmpty().allMatch("0 0 0"::equals);
    }

    /// Notes the limits under which migrations run.
    static class MigrationLog implements Callback {

        private final List<String> limits = new CopyOnWriteArrayList<>();

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_MIGRATE || event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(context.getConnection(), true));
            limits.add(
                    "%s %s %s"
                            .formatted(
                                    shown(jdbc, "statement_timeout"),
                                    shown(jdbc, "lock_timeout"),
                                    shown(jdbc, "idle_in_transaction_session_timeout")));
        }

        @Override
        public String getCallbackName() {
            return "limits";
        }
    }
}
