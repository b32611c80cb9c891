package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What becomes of arrivals whose runs retention has deleted.
@SpringBootTest(
        classes = {Millrace.class, ScriptedJob.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"millrace.run.chunk-size=10", "millrace.run.reserve=0s", "millrace.run.retries=0"})
class DeletedRunsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    @Autowired Gate gate;

    @Autowired Runs runs;

    @Autowired Retention retention;

    @Autowired SetWork setWork;

    @Autowired WaitingSets waiting;

    @Autowired JdbcClient jdbc;

    private final String name = UUID.randomUUID().toString();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        route(registry, 0, "single", "single/**");
        route(registry, 1, "pair", "pair/{set}/{member}.csv");
        registry.add("millrace.routes[1].set.members", () -> "a,b");
        registry.add("millrace.routes[1].set.once", () -> "false");
    }

    private static void route(DynamicPropertyRegistry registry, int index, String name, String key) {
        String route = "millrace.routes[" + index + "].";
        registry.add(route + "name", () -> name);
        registry.add(route + "bucket", SPACE::landing);
        registry.add(route + "key", () -> key);
        registry.add(route + "job", () -> ScriptedJob.NAME);
    }

    @BeforeEach
    void behave() {
        ScriptedJob.behave();
    }

    /// In a bucket that keeps no versions.
    private Outcome put(String eTag, String sequencer) {
        return arrive("single/" + name, null, eTag, sequencer);
    }

    private Outcome member(String member, String version) {
        return arrive("pair/" + name + "/" + member + ".csv", "v" + version, null, "0" + version);
    }

    private Outcome arrive(String key, @Nullable String version, @Nullable String eTag, String sequencer) {
        return gate.arrive(
                new Arrival(new ObjectVersion(SPACE.landing(), key, version, eTag), 10, sequencer, Instant.now()),
                Deadline.none());
    }

    private static Run completed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        return ((Outcome.Completed) outcome).run();
    }

    private void delete(Run run) {
        jdbc.sql("UPDATE millrace.reject SET redrive = 'done' WHERE run_id = ?").param(run.id().value()).update();
        jdbc.sql("UPDATE millrace.run SET ended_at = ended_at - interval '400 days' WHERE id = ?")
                .param(run.id().value())
                .update();
        retention.perform(() -> true);
        assertThat(runs.find(run.id())).isEmpty();
    }

    @Test
    void aLateDuplicateIsAnsweredWithoutItsRun() {
        delete(completed(put("e", "01")));

        assertThat(put("e", "01"))
                .isEqualTo(new Outcome.DoneBefore(new ObjectVersion(SPACE.landing(), "single/" + name, null, "e")))
                .returns(true, Outcome::acknowledged);

        assertThat(runsOf("single/" + name)).isEmpty();
    }

    @Test
    void aLateDuplicateOfAFileOfASetIsAnsweredWithoutItsRun() {
        member("a", "1");
        delete(completed(member("b", "1")));

        assertThat(member("a", "1")).isInstanceOf(Outcome.DoneBefore.class);
        assertThat(member("b", "1")).isInstanceOf(Outcome.DoneBefore.class);

        assertThat(waiting.list(null, null, 10)).isEmpty();
    }

    @Test
    void aFileOfASetThatWasReplacedAfterTheSetWasDoneIsNotDone() {
        member("a", "1");
        Run first = completed(member("b", "1"));
        member("a", "2");
        delete(first);

        assertThat(member("a", "2")).isEqualTo(new Outcome.Waiting(name, List.of("b")));
        completed(member("b", "2"));
    }

    @Test
    void newerContentRunsAndSoDoesItsDuplicateWhenItFails() {
        delete(completed(put("e", "01")));
        ScriptedJob.onRead =
                record -> {
                    throw new IllegalStateException("The test says so");
                };
        assertThat(put("f", "02")).isInstanceOf(Outcome.Failed.class);
        ScriptedJob.behave();

        completed(put("f", "02"));
    }

    @Test
    void aLateDuplicateOfWhatWasNotDoneRunsAgain() {
        Run run = completed(put("e", "01"));
        jdbc.sql("UPDATE millrace.run SET state = 'ABANDONED' WHERE id = ?").param(run.id().value()).update();
        delete(run);

        completed(put("e", "01"));
    }

    @Test
    void aDuplicateRunsAgainAfterTheHeadOfItsKeyHasGone() {
        delete(completed(put("e", "01")));
        jdbc.sql("UPDATE millrace.object_head SET changed_at = changed_at - interval '401 days' WHERE object_key = ?")
                .param("single/" + name)
                .update();
        retention.perform(() -> true);

        completed(put("e", "01"));
    }

    @Test
    void theSameContentThatIsPutAgainIsRunAgain() {
        delete(completed(put("e", "01")));

        completed(put("e", "02"));

        assertThat(put("e", "02")).isInstanceOf(Outcome.Settled.class);
    }

    @Test
    void olderContentIsNotRunAfterTheNewestRunWasDeleted() {
        delete(completed(put("e", "02")));

        assertThat(put("d", "01")).isInstanceOf(Outcome.Settled.class);

        assertThat(runsOf("single/" + name)).extracting(run -> run.run().state()).containsExactly(RunState.SUPERSEDED);
    }

    @Test
    void aSetGoesOnAfterItsOldestGenerationWasDeleted() {
        member("a", "1");
        Run first = completed(member("b", "1"));
        member("a", "2");
        completed(member("b", "2"));
        delete(first);

        assertThat(member("a", "3")).isEqualTo(new Outcome.Waiting(name, List.of("b")));

        setWork.perform(() -> true);
        assertThat(waiting.list(null, null, 10)).extracting(set -> set.files().key()).containsExactly(name);
        completed(member("b", "3"));
        assertThat(waiting.list(null, null, 10)).isEmpty();
    }

    private List<RunSummary> runsOf(String key) {
        return runs.list(new RunFilter(java.util.Set.of(), null, null, null, key, null, false), null, 10);
    }
}
