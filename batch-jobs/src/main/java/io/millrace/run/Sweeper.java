package io.millrace.run;

import io.millrace.arrival.RunId;
import io.millrace.due.DueWork;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Does what is due: everything that must still happen is a row with a time, and a sweep finds it although every
/// message was lost. To be called about once a minute, by any number of callers.
///
/// Of runs it hints in the queue, so that many workers take them, and works on them itself, the oldest first: whoever
/// takes a run's lease first has it. What others leave of its time to a run must be worth the while: a run that is
/// begun again and again without the time for a chunk would fail for want of progress. Other kinds of work have equal
/// shares of the time, so that none waits for another that has much to do.
@Component
public class Sweeper {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final int RUNS_AT_ONCE = 1_000;

    /// So many are hinted at in one sweep, the oldest first: more hints would take its time from all other work.
    private static final int MOST_RUNS = 10_000;

    private final RunStore store;
    private final Gate gate;
    private final CommandQueue commands;
    private final List<DueWork> work;
    private final RunSettings settings;
    private final StaleSessions sessions;

    Sweeper(
            RunStore store,
            Gate gate,
            CommandQueue commands,
            List<DueWork> work,
            RunSettings settings,
            StaleSessions sessions) {
        this.store = store;
        this.gate = gate;
        this.commands = commands;
        this.work = work;
        this.settings = settings;
        this.sessions = sessions;
    }

    /// What a sweep did.
    ///
    /// @param due runs that were due and that nobody worked on
    /// @param worked those of them that this sweep worked on itself
    /// @param done items of other work that were done, by its kind
    public record Swept(int due, int worked, Map<String, Integer> done) {}

    /// Sweeps once.
    public Swept sweep(Deadline deadline) {
        sessions.end();
        List<RunId> due = claimRuns(deadline);
        commands.hint(due);
        Map<String, Integer> done = new TreeMap<>();
        int shares = work.size() + 1;
        for (DueWork kind : work) {
            Deadline share = Deadline.share(deadline.remaining().dividedBy(shares), deadline);
            done.put(kind.kind(), perform(kind, share, deadline));
            shares--;
        }
        return new Swept(due.size(), workOn(due, deadline), done);
    }

    private List<RunId> claimRuns(Deadline deadline) {
        List<RunId> all = new ArrayList<>();
        List<RunId> some;
        do {
            some = store.claimDue(RUNS_AT_ONCE);
            all.addAll(some);
        } while (some.size() == RUNS_AT_ONCE
                && all.size() < MOST_RUNS
                && deadline.remaining().compareTo(settings.reserve()) > 0);
        if (!all.isEmpty()) {
            log.info("{} runs are due and nobody works on them", all.size());
        }
        return all;
    }

    private int perform(DueWork kind, Deadline share, Deadline deadline) {
        try {
            return kind.perform(
                    () -> share.remaining().isPositive() && deadline.remaining().compareTo(settings.reserve()) > 0);
        } catch (RuntimeException e) {
            log.error("What is due of {} could not be looked at; the next sweep does", kind.kind(), e);
            return 0;
        }
    }

    private int workOn(List<RunId> runs, Deadline deadline) {
        int worked = 0;
        Duration enough = settings.reserve();
        Duration half = deadline.remaining().dividedBy(2);
        for (RunId run : runs) {
            if (deadline.remaining().compareTo(enough) < 0) {
                break;
            }
            worked += workOn(run, deadline) ? 1 : 0;
            enough = half.compareTo(enough) > 0 ? half : enough;
        }
        return worked;
    }

    private boolean workOn(RunId run, Deadline deadline) {
        try {
            return switch (gate.resume(run, deadline)) {
                case Outcome.Completed _, Outcome.Continues _, Outcome.Failed _ -> true;
                case Outcome.Settled _,
                        Outcome.DoneBefore _,
                        Outcome.Busy _,
                        Outcome.Waiting _,
                        Outcome.Unrouted _,
                        Outcome.Refused _ ->
                        false;
            };
        } catch (RuntimeException e) {
            log.error("Run {} could not be worked on; it is due again later", run, e);
            return false;
        }
    }
}
