package io.millrace.commerce;

import io.millrace.Millrace;
import io.millrace.arrival.RunId;
import io.millrace.crash.CrashProcess;
import io.millrace.crash.CrashWorker;
import io.millrace.crash.Workers;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.run.Runs;
import io.millrace.run.StepReport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Workers on a set of files are killed at moments that nobody chose, through all steps; in the end every table is, row
/// by row, what an undisturbed run makes of the same files.
@SpringBootTest(
        classes = {Millrace.class, CommerceRuns.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CommerceCrashTest {

    private static final Logger log = LoggerFactory.getLogger(CommerceCrashTest.class);

    private static final CommerceFeedSettings FEED = new CommerceFeedSettings(6_000, 7, 0.1, 0.05, 0.01);

    /// A build meets a few of the moments; more by the setting.
    private static final int KILLS = Integer.getInteger("millrace.test.kills", 10);

    /// Kills of one run, so that runs come to their end and the later steps have their share.
    private static final int KILLS_OF_A_RUN = 5;

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "millrace.routes[0].name", "commerce",
                    "millrace.routes[0].bucket", SPACE.landing(),
                    "millrace.routes[0].key", "commerce/{set}/{member}.csv",
                    "millrace.routes[0].set.members", "orders,reviews,shipment_deliveries",
                    "millrace.routes[0].job", "commerce",
                    "millrace.commerce.chunk-size", "250",
                    "millrace.run.lease", "3s",
                    "millrace.run.max-stalled", Integer.toString(KILLS),
                    "millrace.run.reserve", "0s");

    @Autowired CommerceRuns commerce;

    @Autowired Runs runs;

    private final Random random = new Random(42);
    private final Workers workers = new Workers(SPACE, SETTINGS);

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        SETTINGS.forEach((name, value) -> registry.add(name, () -> value));
    }

    @AfterEach
    void endWorkers() {
        workers.close();
    }

    @Test
    void workersKilledInAnyStepLeaveTheTablesOfAnUndisturbedRun() throws Exception {
        CommerceRuns.Undisturbed undisturbed = commerce.run(FEED);
        Done whole = done(undisturbed.run().run().id());

        int kills = 0;
        while (kills < KILLS) {
            RunId run = commerce.again(undisturbed);
            kills += killed(run, whole);
            commerce.assertExact(run, undisturbed);
        }
        log.info("{} kills", kills);
    }

    /// Kills workers of a run until it has completed; how many.
    private int killed(RunId run, Done whole) throws IOException, InterruptedException {
        int kills = 0;
        while (commerce.isUnfinished(run)) {
            try (CrashProcess worker = workers.next()) {
                worker.go(run, commerce.message(run));
                if (kills < KILLS_OF_A_RUN) {
                    killAtSomeMoment(worker, run, whole);
                    kills++;
                } else {
                    Workers.awaitWhileItGoesOn(worker, () -> done(run), () -> worker.said(CrashWorker.OVER));
                }
            }
            commerce.endLease(run);
        }
        return kills;
    }

    /// Somewhere in the next part of the records, or after all of them in any of the steps that are left.
    private void killAtSomeMoment(CrashProcess worker, RunId run, Done whole) throws InterruptedException {
        Done before = done(run);
        boolean late = before.read() == whole.read() || random.nextInt(3) == 0;
        long records = late ? whole.read() : before.read() + random.nextLong(1 + (whole.read() - before.read()) / 4);
        int steps = late ? random.nextInt(before.steps(), whole.steps()) : 0;
        Workers.awaitWhileItGoesOn(
                worker,
                () -> done(run),
                () -> {
                    Done now = done(run);
                    boolean begun = now.fence() > before.fence();
                    return (begun && now.read() >= records && now.steps() >= steps) || !commerce.isUnfinished(run);
                });
        TimeUnit.MICROSECONDS.sleep(random.nextLong(50_000));
        worker.kill();
    }

    /// What shows how far a run has come.
    ///
    /// @param fence how often its lease was taken
    /// @param steps how many of its steps are done
    private record Done(long fence, long read, int steps) {}

    private Done done(RunId run) {
        int steps = (int) runs.steps(run).stream().filter(StepReport::done).count();
        return runs.find(run)
                .map(found -> new Done(found.run().fence(), found.totals().read(), steps))
                .orElse(new Done(0, 0, 0));
    }
}
