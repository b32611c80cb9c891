package io.millrace.run;

import io.millrace.arrival.Delivery;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.notify.Notifications;
import io.millrace.reject.Redrives;
import io.millrace.reject.Rejects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Objects;

/// Picks up what a dead worker left: runs that nobody continues, stops that nobody carries out, rejects and
/// notifications that were kept and not sent. It also tells of sets of files that stay incomplete. To be called about
/// once a minute, by any number of callers.
@Component
public class Sweeper {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final int RUNS = 100;

    private final RunStore store;
    private final Routes routes;
    private final FileSets sets;
    private final CommandQueue commands;
    private final Rejects rejects;
    private final Redrives redrives;
    private final Notifications notifications;
    private final RunSettings settings;

    Sweeper(
            RunStore store,
            Routes routes,
            FileSets sets,
            CommandQueue commands,
            Rejects rejects,
            Redrives redrives,
            Notifications notifications,
            RunSettings settings) {
        this.store = store;
        this.routes = routes;
        this.sets = sets;
        this.commands = commands;
        this.rejects = rejects;
        this.redrives = redrives;
        this.notifications = notifications;
        this.settings = settings;
    }

    /// What a sweep did, in numbers of things.
    ///
    /// @param continued runs whose worker had died or whose continuation was lost
    /// @param stopped runs that were asked to stop and had nobody to do it
    /// @param published rejects given to the reject queue
    /// @param redriven re-drives whose message was lost
    /// @param incomplete sets of files whose deadline has passed
    /// @param notified notifications sent
    public record Swept(int continued, int stopped, int published, int redriven, int incomplete, int notified) {}

    /// Sweeps once.
    public Swept sweep() {
        int stopped = store.settleStopped();
        adopt();
        List<RunId> stranded = store.stranded(settings.lease(), settings.idle(), RUNS);
        stranded.forEach(
                run -> {
                    log.info("Nobody works on run {}: it is continued", run);
                    commands.send(new Delivery.Continue(run));
                });
        return new Swept(
                stranded.size(),
                stopped,
                rejects.perform(() -> true),
                redrives.perform(() -> true),
                remind(),
                notifications.perform(() -> true));
    }

    /// Before the sets that stay incomplete are told of.
    private void adopt() {
        routes.all().stream()
                .filter(route -> route.set() != null)
                .flatMap(route -> sets.adopt(route, Objects.requireNonNull(route.set())).stream())
                .forEach(run -> commands.send(new Delivery.Continue(run)));
    }

    private int remind() {
        return routes.all().stream().mapToInt(route -> route.set() == null ? 0 : sets.remind(route, route.set())).sum();
    }
}
