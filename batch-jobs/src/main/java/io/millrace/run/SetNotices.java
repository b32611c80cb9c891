package io.millrace.run;

import io.millrace.arrival.Route;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.arrival.SetRule.Place;
import io.millrace.notify.Notification;

/// What there is to say about sets of files.
final class SetNotices {

    private static final String AGAIN =
            "To run it all the same, send POST /api/arrivals with one of its files and \"rerun\": true";

    private SetNotices() {}

    static Reason ranBefore(Place place, RunId run) {
        return new Reason(
                RunFault.SET_RAN_BEFORE.name(),
                "Set %s has been done by run %s, and its route runs a set once. %s".formatted(place.set(), run, AGAIN));
    }

    static Reason replaced(Place place) {
        return new Reason(
                RunFault.SET_REPLACED.name(),
                "%s of set %s came anew after this run had failed or stopped; the set has a run that includes it"
                        .formatted(place.member(), place.set()));
    }

    static Notification refused(Route route, Place place, Reason reason) {
        return new Notification(
                "refused-set", "%s: a second set %s was refused".formatted(route.job(), place.set()), reason.text());
    }

    static Notification late(Route route, Place place, RunId run) {
        return new Notification(
                "late-file",
                "%s: %s of set %s came late".formatted(route.job(), place.member(), place.set()),
                "%s came after run %s had begun to work on set %s, which goes on without it. It waits for the other files of another such set, and for the end of that run. %s"
                        .formatted(place.member(), run, place.set(), AGAIN));
    }

    static Notification incomplete(Route route, SetRule rule, Generation set) {
        return new Notification(
                "incomplete-set",
                "%s: set %s is incomplete".formatted(route.job(), set.set()),
                "Set %s of route %s still waits for %s; it has %s. It runs as soon as the last file arrives"
                        .formatted(
                                set.set(),
                                route.name(),
                                String.join(", ", set.missing(rule)),
                                String.join(", ", set.members().keySet())));
    }
}
