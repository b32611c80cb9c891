package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.due.DueTable;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.notify.Notifications;
import io.millrace.reject.RejectKey;
import io.millrace.reject.Rejects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionOperations;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// What the engine, the API and the page ask a store that is full reads about as many rows as it returns.
/// `millrace.test.runs` sets how full it is.
@SpringBootTest(
        classes = {Millrace.class, ScriptedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.datasource.hikari.maximum-pool-size=1",
            "spring.datasource.hikari.minimum-idle=1",
            "spring.datasource.hikari.max-lifetime=0",
            "millrace.database.statement-timeout=0",
            "millrace.database.socket-timeout-seconds=0"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreSizeTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final int RUNS = Integer.getInteger("millrace.test.runs", 200_000);

    /// For the ends of index scans, checks of foreign keys, and the like.
    private static final int FEW = 60;

    private static final int PAGE = 100;
    private static final RunFilter ALL = RunFilter.ALL;
    private static final Duration LEASE = Duration.ofMinutes(1);

    @Autowired Runs runs;

    @Autowired RunStore store;

    @Autowired Intake intake;

    @Autowired ObjectHeads heads;

    @Autowired FileSetStore sets;

    @Autowired WaitingSets waiting;

    @Autowired SetWork setWork;

    @Autowired RunRequests requests;

    @Autowired Rejects rejects;

    @Autowired Notifications notifications;

    @Autowired Retention retention;

    @Autowired TransactionOperations transaction;

    @Autowired JdbcClient jdbc;

    private FullStore full;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        // Two at once, and it would not wait for the one of the pool.
        registry.add("spring.flyway.url", SPACE::jdbcUrl);
        registry.add("spring.flyway.user", () -> SPACE.properties().get("spring.datasource.username"));
        route(registry, 0, "scripted", "scripted/**");
        route(registry, 1, "trio", "trio/{set}/{member}.csv");
        registry.add("millrace.routes[1].set.members", () -> "a,b,c");
    }

    private static void route(DynamicPropertyRegistry registry, int index, String name, String key) {
        String route = "millrace.routes[" + index + "].";
        registry.add(route + "name", () -> name);
        registry.add(route + "bucket", SPACE::landing);
        registry.add(route + "key", () -> key);
        registry.add(route + "job", () -> ScriptedJob.NAME);
    }

    @BeforeAll
    void fill() {
        full = new FullStore(jdbc);
        full.fill(RUNS);
    }

    private DynamicTest reads(String what, long atMost, Runnable question) {
        return DynamicTest.dynamicTest(what, () -> assertReads(atMost, question));
    }

    private void assertReads(long atMost, Runnable question) {
        Map<String, Long> read = full.read(question);
        assertThat(read.values().stream().mapToLong(rows -> rows).sum())
                .as("rows of %s", read)
                .isLessThanOrEqualTo(atMost);
    }

    private DynamicTest page(String what, RunFilter filter) {
        return reads(
                what,
                4 * PAGE + FEW,
                () -> {
                    Runs.RunPage first = runs.page(filter, null, PAGE);
                    assertThat(first.runs()).hasSize(PAGE);
                });
    }

    private static RunFilter filter(
            Set<RunState> states,
            @Nullable String job,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean ascending) {
        return new RunFilter(states, job, from, to, null, null, ascending);
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> aPageOfRunsReadsWhatItReturns() {
        Instant from = Instant.now().minus(Duration.ofDays(300));
        Instant to = Instant.now().minus(Duration.ofDays(200));
        Set<RunState> two = Set.of(RunState.COMPLETED, RunState.FAILED);
        return Stream.of(
                page("all", ALL),
                page("the oldest", filter(Set.of(), null, null, null, true)),
                page(
                        "a state that is usual, but not lately",
                        filter(Set.of(RunState.COMPLETED), null, null, null, false)),
                page("a state that is rare, but not lately", filter(Set.of(RunState.FAILED), null, null, null, false)),
                page("a rare state", filter(Set.of(RunState.REFUSED), null, null, null, false)),
                page("two states", filter(two, null, null, null, false)),
                page("two states, the oldest", filter(two, null, null, null, true)),
                page("a job that is usual, but not lately", filter(Set.of(), "energy", null, null, false)),
                page("a job that is rare, but not lately", filter(Set.of(), "report", null, null, false)),
                page("a job and a state", filter(Set.of(RunState.GONE), "energy", null, null, false)),
                page("a usual job and a usual state", filter(Set.of(RunState.COMPLETED), "energy", null, null, false)),
                page("a job and states", filter(two, "energy", null, null, false)),
                page("a time", filter(Set.of(), null, from, to, false)),
                page("a time, the oldest", filter(Set.of(), null, from, to, true)),
                page("a job, states and a time", filter(two, "energy", from, to, false)),
                page("a set that runs again and again", daily(Set.of(), null)),
                page("its runs in a rare state, the oldest of a time", daily(Set.of(RunState.FAILED), from)),
                reads(
                        "its runs in states that it is never in",
                        FEW,
                        () ->
                                assertThat(runs.page(daily(Set.of(RunState.GONE, RunState.REFUSED), null), null, PAGE))
                                        .isEqualTo(new Runs.RunPage(List.of(), null))),
                reads(
                        "what does not exist",
                        FEW,
                        () -> assertThat(runs.list(filter(Set.of(), "nobody", null, null, false), null, 1)).isEmpty()));
    }

    private static RunFilter daily(Set<RunState> states, @Nullable Instant from) {
        return new RunFilter(states, null, from, null, null, "daily", from != null);
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> aLaterPageReadsWhatItReturns() {
        Instant from = Instant.now().minus(Duration.ofDays(300));
        Instant to = Instant.now().minus(Duration.ofDays(20));
        return Stream.of(true, false)
                .map(
                        ascending -> {
                            RunFilter filter = filter(Set.of(RunState.COMPLETED), "energy", from, to, ascending);
                            RunId middle =
                                    jdbc.sql(
                                                    """
                                                    SELECT id FROM millrace.run WHERE job = 'energy' AND state = 'COMPLETED'
                                                      AND created_at > statement_timestamp() - interval '160 days'
                                                    ORDER BY created_at LIMIT 1\
                                                    """)
                                            .query((row, n) -> new RunId(row.getString("id")))
                                            .single();
                            Run at = runs.find(middle).orElseThrow().run();
                            return reads(
                                    "ascending: " + ascending,
                                    4 * PAGE + FEW,
                                    () ->
                                            assertThat(
                                                            runs.page(
                                                                            filter,
                                                                            new Runs.After(at.createdAt(), middle),
                                                                            PAGE)
                                                                    .runs())
                                                    .hasSize(PAGE)
                                                    .allMatch(
                                                            run ->
                                                                    ascending
                                                                            == run.run()
                                                                                    .createdAt()
                                                                                    .isAfter(at.createdAt())));
                        });
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> aKeyIsFoundAtOnceOrLookedForInAWindow() {
        String oldest =
                jdbc.sql(
                                "SELECT object_key FROM millrace.run WHERE object_key LIKE 'energy/%' ORDER BY"
                                        + " created_at LIMIT 1")
                        .query(String.class)
                        .single();
        return Stream.of(
                reads(
                        "an old key",
                        FEW,
                        () ->
                                assertThat(runs.page(key(oldest), null, PAGE))
                                        .returns(null, Runs.RunPage::next)
                                        .satisfies(page -> assertThat(page.runs()).hasSize(1))),
                reads(
                        "a beginning that few have",
                        4 * 50 + FEW,
                        () -> assertThat(runs.page(key("rare/"), null, PAGE).runs()).hasSizeBetween(40, 50)),
                reads(
                        "a beginning that many have, also lately",
                        RunSearch.WINDOW + 5 * PAGE + FEW,
                        () -> assertThat(runs.page(key(""), null, PAGE).runs()).hasSize(PAGE)),
                reads(
                        "a beginning that many have, but not lately",
                        2 * RunSearch.WINDOW + 5 * PAGE + FEW,
                        () -> runs.page(key("energy/"), null, PAGE)));
    }

    private static RunFilter key(String prefix) {
        return new RunFilter(Set.of(), null, null, null, prefix, null, false);
    }

    @Test
    @Order(1)
    void pagesThatAreShortLeadToTheEnd() {
        RunFilter old =
                new RunFilter(Set.of(), null, null, Instant.now().minus(Duration.ofDays(4)), "energy/2", null, true);
        long expected =
                jdbc.sql(
                                """
                                SELECT count(*) FROM millrace.run WHERE object_key LIKE 'energy/2%'
                                  AND created_at < statement_timestamp() - interval '4 days'\
                                """)
                        .query(Long.class)
                        .single();
        List<RunId> seen = new ArrayList<>();
        Runs.RunPage page = runs.page(old, null, 1000);
        while (page.next() != null) {
            page.runs().forEach(run -> seen.add(run.run().id()));
            page = runs.page(old, page.next(), 1000);
        }
        page.runs().forEach(run -> seen.add(run.run().id()));

        assertThat(seen).doesNotHaveDuplicates().hasSize(Math.toIntExact(expected));
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> whatIsAskedOfOneRunReadsThatRun() {
        RunId run = anyRun("state = 'COMPLETED' AND rejected > 0 AND route = 'energy'");
        RunId started = anyRun("state = 'STARTED'");
        return Stream.of(
                reads("find", FEW, () -> runs.find(run)),
                reads("steps", FEW, () -> assertThat(runs.steps(run)).hasSize(1)),
                reads("hops", FEW, () -> assertThat(runs.hops(run, PAGE)).hasSize(1)),
                reads("its row", FEW, () -> store.find(run)),
                reads("its checkpoint", FEW, () -> store.checkpoint(run, "load")),
                reads("its accounts", FEW, () -> store.accounts(run)),
                reads("its lease", FEW, () -> assertThat(store.lease(started, "me", LEASE)).isPresent()),
                reads("a stop", FEW, () -> store.requestStop(started)),
                reads("a new announcement", FEW, () -> store.announcedAgain(run)),
                reads(
                        "a newer version",
                        FEW,
                        () -> store.supersede("landing", "none", run, new Reason("REPLACED", "Replaced"))),
                reads(
                        "its rejects",
                        FEW,
                        () -> assertThat(rejects.list(run, new RejectKey("load", 1), PAGE)).hasSize(1)));
    }

    private RunId anyRun(String condition) {
        return jdbc.sql("SELECT id FROM millrace.run WHERE %s LIMIT 1".formatted(condition))
                .query((row, n) -> new RunId(row.getString("id")))
                .single();
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> theEnginesQuestionsReadWhatTheyReturn() {
        return Stream.of(
                reads("counts", 9L * (Runs.MOST_COUNTED + 1) + FEW, () -> runs.countsByState()),
                reads("due runs where none is due", FEW, () -> assertThat(store.claimDue(1000)).isEmpty()),
                reads(
                        "due runs",
                        30 * PAGE + FEW,
                        () -> {
                            jdbc.sql(
                                            """
                                            UPDATE millrace.run SET due_at = statement_timestamp() - interval '1 s'
                                            WHERE id IN (SELECT id FROM millrace.run WHERE due_at IS NOT NULL
                                              ORDER BY due_at LIMIT ?)\
                                            """)
                                    .param(PAGE)
                                    .update();
                            assertThat(store.claimDue(1000)).hasSizeGreaterThan(PAGE / 2);
                        }),
                reads("an arrival", FEW, () -> arrive("scripted/" + Instant.now())),
                reads("a member of a set", 2 * FEW, () -> arrive("trio/new/a.csv")),
                reads("heads", FEW, () -> heads.lock(List.of(new ObjectHeads.ObjectKey("landing", "none")))),
                reads("a request", FEW, () -> requests.request("report", "results", "a", Map.of(), false)),
                reads(
                        "a set's lock and its runs",
                        2 * FEW,
                        () ->
                                transaction.executeWithoutResult(
                                        status -> {
                                            assertThat(sets.lock("commerce", "set-1", LEASE)).hasSize(1);
                                            sets.runIn("commerce", "set-1", RunState.COMPLETED);
                                            sets.supersede("commerce", "set-1", new Reason("REPLACED", "Replaced"));
                                        })),
                reads("sets that wait", 4 * PAGE + FEW, () -> assertThat(waiting.list(null, null, PAGE)).hasSize(PAGE)),
                reads("due sets", FEW, () -> setWork.perform(() -> true)),
                reads("notifications", PAGE + FEW, () -> assertThat(notifications.list(null, PAGE)).hasSize(PAGE)));
    }

    private void arrive(String key) {
        Arrival arrival = new Arrival(new ObjectVersion(SPACE.landing(), key, "1", null), 10, "01", Instant.now());
        intake.record(List.of(arrival), new Intake.Worker("me", LEASE), Deadline.none());
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> dueWorkReadsWhatItReturns() {
        return Stream.of(
                        new Due("millrace.reject", "run_id, step, record", PAGE),
                        new Due("millrace.redrive", "id", 1),
                        new Due("millrace.notification", "id", 1),
                        new Due("millrace.file_set", "route, set_key, generation", 0))
                .flatMap(
                        due -> {
                            DueTable table = new DueTable(jdbc, "work", due.table(), due.key(), "NULL");
                            return Stream.of(
                                    reads(
                                            due.table() + " failing",
                                            FEW,
                                            () -> assertThat(table.failing(PAGE)).isEmpty()),
                                    reads(
                                            due.table() + " due",
                                            6L * due.expected() + FEW,
                                            () ->
                                                    assertThat(table.claim(Math.max(1, due.expected()), (row, n) -> n))
                                                            .hasSize(due.expected())),
                                    reads(
                                            due.table() + " failing after a claim",
                                            FEW,
                                            () -> assertThat(table.failing(PAGE)).isEmpty()),
                                    failing(due, table));
                        });
    }

    /// They are due later than all others.
    private DynamicTest failing(Due due, DueTable table) {
        return DynamicTest.dynamicTest(
                due.table() + " failing where many do",
                () -> {
                    jdbc.sql(
                                    """
                                    UPDATE %1$s SET attempts = 3, last_error = 'Refused',
                                      due_at = statement_timestamp() + interval '1 year'
                                    WHERE (%2$s) IN (SELECT %2$s FROM %1$s LIMIT %3$d)\
                                    """
                                            .formatted(due.table(), due.key(), 3 * PAGE))
                            .update();
                    jdbc.sql("ANALYZE " + due.table()).update();
                    assertReads(PAGE + FEW, () -> assertThat(table.failing(PAGE)).hasSize(PAGE));
                });
    }

    /// @param expected as many as are claimed at once; 0 where none is due
    private record Due(String table, String key, int expected) {}

    @Test
    @Order(3)
    void retentionDeletesWhatIsOldWithoutReadingWhatIsNot() {
        Map<String, Long> scans = full.scans();
        long before = rows();
        int[] deleted = {0};

        Map<String, Long> read =
                full.read(
                        () -> {
                            int some;
                            do {
                                some = retention.perform(() -> true);
                                deleted[0] += some;
                            } while (some > 0);
                        });

        assertThat(rows()).isLessThan(before / 2);
        Map<String, Long> scansAfter = full.scans();
        scans.forEach(
                (table, count) ->
                        assertThat(Objects.requireNonNull(scansAfter.get(table)) - count)
                                .as("scans of " + table)
                                .isLessThan(20));
        assertThat(read.values().stream().mapToLong(rows -> rows).sum())
                .as("rows of %s for %d", read, deleted[0])
                .isLessThan(60L * deleted[0]);
    }

    private long rows() {
        return jdbc.sql("SELECT count(*) FROM millrace.run").query(Long.class).single();
    }
}
