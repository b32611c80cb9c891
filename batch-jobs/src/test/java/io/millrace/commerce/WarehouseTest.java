package io.millrace.commerce;

import static io.millrace.commerce.CommerceDatabase.BUSINESS_DATE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.Millrace;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.Deadline;
import io.millrace.run.FileDrop;
import io.millrace.run.RunState;
import io.millrace.run.Sweeper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// The application in a warehouse that was there before it, set up as docs/commerce.md says: one role owns the tables
/// and migrates, another one works.
@SpringBootTest(
        classes = {Millrace.class, FileDrop.class},
        properties = {
            "spring.flyway.user=millrace_owner",
            "spring.flyway.password=change-me",
            "millrace.routes[0].name=energy",
            "millrace.routes[0].bucket=${millrace.aws.buckets.landing}",
            "millrace.routes[0].key=energy/**",
            "millrace.routes[0].job=energy"
        })
class WarehouseTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final JdbcClient ADMINISTRATOR = JdbcClient.create(SPACE.dataSource());

    @Autowired JdbcClient jdbc;

    @Autowired PlatformTransactionManager transactions;

    @Autowired CommerceStaging staging;

    @Autowired CommerceAnalytics analytics;

    @Autowired CommerceResults results;

    @Autowired CommerceExport export;

    @Autowired FileDrop files;

    @Autowired Sweeper sweeper;

    @DynamicPropertySource
    static void warehouse(DynamicPropertyRegistry registry) {
        var database = "\"" + SPACE.name() + "\"";
        ADMINISTRATOR
                .sql(
                        """
                        CREATE SCHEMA if_common;
                        CREATE TABLE if_common.dim_products (product_id varchar PRIMARY KEY, product_category text, product_name text);
                        INSERT INTO if_common.dim_products VALUES ('W-1', 'Ours', 'Of the warehouse');
                        REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC;
                        """
                                .formatted(database))
                .update();
        ADMINISTRATOR.sql(CommercePage.sql("roles").replace("DATABASE warehouse", "DATABASE " + database)).update();
        ADMINISTRATOR
                .sql(
                        """
                        GRANT USAGE, CREATE ON SCHEMA if_common TO millrace_owner;
                        GRANT SELECT, INSERT ON if_common.dim_products TO millrace_owner;
                        GRANT USAGE ON SCHEMA if_common TO millrace_app;
                        GRANT SELECT ON if_common.dim_products TO millrace_app;
                        """)
                .update();
        SPACE.register(registry);
        registry.add("spring.datasource.username", () -> "millrace_app");
    }

    @Test
    void theApplicationsRoleNeedsNoMoreThanRows() {
        assertThat(jdbc.sql("SELECT current_user").query(String.class).single()).isEqualTo("millrace_app");
        jdbc.sql("INSERT INTO staging.reviews VALUES (?, 5, 'W-1')").param(BUSINESS_DATE).update();

        new TransactionTemplate(transactions).executeWithoutResult(_ -> analytics.compute(BUSINESS_DATE));

        assertThat(results.find(BUSINESS_DATE).orElseThrow().bestProduct().name()).isEqualTo("Of the warehouse");
        assertThat(export.export(BUSINESS_DATE)).hasSize(3);
        assertThat(staging.clear(BUSINESS_DATE)).isEqualTo(1);
    }

    @Test
    void theEngineNeedsNoMoreEither() {
        var run =
                files.drop(
                        "energy/one.json",
                        """
                        {"site_id":"one","timestamp":"2026-03-01T12:00:00Z","energy_generated_kwh":1,"energy_consumed_kwh":1}
                        {"site_id":"","timestamp":"2026-03-01T12:00:00Z","energy_generated_kwh":1,"energy_consumed_kwh":1}
                        """);

        assertThat(run.run().state()).isEqualTo(RunState.COMPLETED);
    }

    /// It needs no special right to limit its own sessions.
    @Test
    void theServerEndsWhatTheApplicationsRoleLeavesBehind() {
        assertThat(
                        jdbc.sql(
                                        """
                                        SELECT name || ' ' || current_setting(name) FROM unnest(ARRAY[
                                          'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout',
                                          'tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count']) name\
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "statement_timeout 30s",
                        "lock_timeout 10s",
                        "idle_in_transaction_session_timeout 20s",
                        "tcp_keepalives_idle 10",
                        "tcp_keepalives_interval 5",
                        "tcp_keepalives_count 3");
    }

    /// Of its own sessions: the owner's are none of its business.
    @Test
    void itMayEndSessionsThatHaveLostTheirRun() throws SQLException {
        jdbc.sql(
                        """
                        INSERT INTO millrace.run (id, job, parameters, state, fence)
                        VALUES ('0123456789abcdef0123456789abcdef', 'job', '{}', 'STARTED', 2) ON CONFLICT DO NOTHING\
                        """)
                .update();
        try (var stale = session("millrace_app", 1);
                var current = session("millrace_app", 2);
                var ofTheOwner = session("millrace_owner", 1)) {
            sweeper.sweep(Deadline.none());

            await().atMost(Duration.ofMinutes(1)).until(() -> !stale.isValid(10));
            assertThat(current.isValid(10)).isTrue();
            assertThat(ofTheOwner.isValid(10)).isTrue();
        }
    }

    private static Connection session(String role, int fence) throws SQLException {
        var connection = SPACE.dataSource().getConnection(role, "change-me");
        connection
                .createStatement()
                .execute("SET application_name = 'millrace 0123456789abcdef0123456789abcdef %d'".formatted(fence));
        return connection;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE SCHEMA other",
                "CREATE TABLE staging.other (id integer)",
                "CREATE TEMPORARY TABLE other (id integer)",
                "TRUNCATE staging.orders",
                "ALTER TABLE staging.orders ADD other integer",
                "INSERT INTO if_common.dim_products VALUES ('W-2', 'Ours', 'New')"
            })
    void theApplicationsRoleMayDoNoMore(String statement) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> jdbc.sql(statement).update())
                .havingRootCause()
                .withMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    @Test
    void dimensionsThatWereThereStayAsTheyWere() {
        assertThat(jdbc.sql("SELECT product_id FROM if_common.dim_products").query(String.class).list())
                .containsExactly("W-1");
        assertThat(jdbc.sql("SELECT count(*) FROM if_common.dim_dates").query(Long.class).single()).isPositive();
    }
}
