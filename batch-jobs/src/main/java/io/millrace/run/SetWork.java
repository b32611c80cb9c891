package io.millrace.run;

import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.due.DueTable;
import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Sets of files that are due: they have waited for too long, or the run before them has ended undone.
@Component
class SetWork implements DueWork {

    private static final Logger log = LoggerFactory.getLogger(SetWork.class);
    private static final int AT_ONCE = 100;

    private final DueTable due;
    private final FileSets sets;
    private final Routes routes;
    private final CommandQueue commands;

    SetWork(JdbcClient jdbc, FileSets sets, Routes routes, CommandQueue commands) {
        this.due = new DueTable(jdbc, "sets", "millrace.file_set", "route, set_key, generation", "run_id");
        this.sets = sets;
        this.routes = routes;
        this.commands = commands;
    }

    private record WaitingSet(String route, String set, int generation) {}

    @Override
    public String kind() {
        return "sets";
    }

    @Override
    public int perform(BooleanSupplier timeLeft) {
        int done = 0;
        List<WaitingSet> claimed;
        do {
            claimed =
                    due.claim(
                            AT_ONCE,
                            (row, n) ->
                                    new WaitingSet(
                                            row.getString("route"),
                                            row.getString("set_key"),
                                            row.getInt("generation")));
            for (WaitingSet set : claimed) {
                done += timeLeft.getAsBoolean() && look(set) ? 1 : 0;
            }
        } while (claimed.size() == AT_ONCE && timeLeft.getAsBoolean());
        return done;
    }

    private boolean look(WaitingSet waiting) {
        try {
            Route route =
                    routes.named(waiting.route())
                            .filter(named -> named.set() != null)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "No route '%s' of this version takes sets; deploy one that has it"
                                                            .formatted(waiting.route())));
            Optional<RunId> run =
                    sets.look(route, Objects.requireNonNull(route.set()), waiting.set(), waiting.generation());
            run.ifPresent(made -> commands.hint(List.of(made)));
            return true;
        } catch (RuntimeException e) {
            log.warn("Set {} of route {} could not be looked at: {}", waiting.set(), waiting.route(), e.toString());
            due.failed(String.valueOf(e.getMessage()), waiting.route(), waiting.set(), waiting.generation());
            return false;
        }
    }

    @Override
    public List<FailingItem> failing(int limit) {
        return due.failing(limit);
    }
}
