package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.RunId;
import io.millrace.due.FailingItem;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Instant;
import java.util.UUID;

/// What can never be done costs only itself: it stands first, and everything behind it is done in the same sweep. No
/// hint is sent either, because the queue is gone.
@SpringBootTest(
        classes = {Millrace.class, ScriptedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "millrace.run.reserve=0s")
class BadItemsTest {

    private static final int GOOD = 100;
    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Sweeper sweeper;

    @Autowired SetWork setWork;

    @Autowired Runs runs;

    @Autowired JdbcClient jdbc;

    private final String id = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.aws.queues.files", () -> SPACE.files() + "-gone");
        registry.add("millrace.routes[0].name", () -> "sets");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "sets/{set}/{member}");
        registry.add("millrace.routes[0].set.members", () -> "a,b");
        registry.add("millrace.routes[0].job", () -> ScriptedJob.NAME);
    }

    @Test
    void aSetOfARouteThatIsGone() {
        waiting("gone", "1 h", 1);
        waiting("sets", "1 min", GOOD);

        assertThat(sweeper.sweep(Deadline.none()).done()).containsEntry("sets", GOOD);

        assertThat(
                        jdbc.sql("SELECT count(*) FROM millrace.notification WHERE kind = 'incomplete-set'")
                                .query(Integer.class)
                                .single())
                .isEqualTo(GOOD);
        assertThat(setWork.failing(10))
                .singleElement()
                .returns(1, FailingItem::attempts)
                .satisfies(
                        failing -> {
                            assertThat(failing.id()).isEqualTo("gone/%s-1/1".formatted(id));
                            assertThat(failing.error()).contains("No route 'gone'");
                            assertThat(failing.dueAt()).isAfter(now());
                        });
    }

    private void waiting(String route, String since, int count) {
        jdbc.sql(
                        """
                        INSERT INTO millrace.file_set (route, set_key, generation, expected_at, due_at)
                        SELECT ?, ? || '-' || n, 1, at, at
                        FROM generate_series(1, ?) n, (SELECT clock_timestamp() - CAST(? AS interval) AS at) since\
                        """)
                .params(route, id, count, since)
                .update();
    }

    @Test
    void aRunOfAJobThatIsGone() {
        RunId bad = run("gone", "1 h", 1);
        run(ScriptedJob.NAME, "1 min", GOOD);

        Sweeper.Swept swept = sweeper.sweep(Deadline.none());

        assertThat(swept).returns(GOOD + 1, Sweeper.Swept::due).returns(GOOD + 1, Sweeper.Swept::worked);
        assertThat(
                        jdbc.sql("SELECT count(*) FROM millrace.run WHERE object_key = ? AND state = 'COMPLETED'")
                                .param(id)
                                .query(Integer.class)
                                .single())
                .isEqualTo(GOOD);
        assertThat(runs.find(bad).orElseThrow().run())
                .returns(RunState.FAILED, Run::state)
                .returns(1, Run::failures)
                .satisfies(
                        run -> {
                            assertThat(run.reason()).isNotNull().returns("UNKNOWN_JOB", Reason::code);
                            assertThat(run.dueAt()).isAfter(now());
                        });
        assertThat(sweeper.sweep(Deadline.none()).due()).as("backs off").isZero();
    }

    /// @return the last one
    private RunId run(String job, String since, int count) {
        return jdbc.sql(
                        """
                        INSERT INTO millrace.run (id, job, route, parameters, bucket, object_key, version_id, state, due_at)
                        SELECT md5(? || ? || n), ?, 'sets', '{}', ?, ?, 'v1', 'STARTED', clock_timestamp() - CAST(? AS interval)
                        FROM generate_series(1, ?) n RETURNING id\
                        """)
                .params(id, job, job, SPACE.landing(), id, since, count)
                .query((row, n) -> new RunId(row.getString("id")))
                .list()
                .getLast();
    }

    private Instant now() {
        return jdbc.sql("SELECT clock_timestamp()").query((row, n) -> RunRows.instant(row, "clock_timestamp")).single();
    }
}
