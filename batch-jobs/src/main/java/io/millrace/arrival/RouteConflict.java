package io.millrace.arrival;

import java.util.ArrayList;
import java.util.List;

/// Why two routes, or a route and the engine, cannot both have their keys.
///
/// Routes are named by their place in the list, because names may be what is in conflict.
sealed interface RouteConflict {

    /// The second route has the first one's name.
    record SameName(int first, int second) implements RouteConflict {}

    /// Both routes take a key, in the same bucket.
    record SameKey(int first, int second, String example) implements RouteConflict {}

    /// The route takes a key below [RedriveKey#PREFIX].
    record ReservedKey(int route, String example) implements RouteConflict {}

    static List<RouteConflict> in(List<Route> routes) {
        var conflicts = new ArrayList<RouteConflict>();
        for (int second = 0; second < routes.size(); second++) {
            addReserved(conflicts, routes, second);
            for (int first = 0; first < second; first++) {
                addBetween(conflicts, routes, first, second);
            }
        }
        return conflicts;
    }

    private static void addReserved(List<RouteConflict> conflicts, List<Route> routes, int route) {
        var reserved = KeyPattern.of(RedriveKey.PREFIX + "**");
        routes.get(route).key().overlap(reserved).ifPresent(example -> conflicts.add(new ReservedKey(route, example)));
    }

    private static void addBetween(List<RouteConflict> conflicts, List<Route> routes, int first, int second) {
        var one = routes.get(first);
        var other = routes.get(second);
        if (one.name().equals(other.name())) {
            conflicts.add(new SameName(first, second));
        }
        if (one.bucket().equals(other.bucket())) {
            one.key().overlap(other.key()).ifPresent(example -> conflicts.add(new SameKey(first, second, example)));
        }
    }
}
