package io.millrace.arrival;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// All routes of the application. Immutable; no object has more than one of them.
public final class Routes {

    private final List<Route> routes;

    /// Routes that do not collide.
    ///
    /// @throws IllegalArgumentException if two have one name, or could take the same object, or if one takes keys below
    ///   `redrive/`, which are the engine's
    public Routes(List<Route> routes) {
        var conflicts = RouteConflict.in(routes);
        if (!conflicts.isEmpty()) {
            throw new IllegalArgumentException("These routes cannot stand beside each other: " + conflicts);
        }
        this.routes = List.copyOf(routes);
    }

    /// All routes, in the order of the settings.
    public List<Route> all() {
        return routes;
    }

    /// The route with this name.
    public Optional<Route> named(String name) {
        return routes.stream().filter(route -> route.name().equals(name)).findFirst();
    }

    /// The route whose bucket and pattern take this object. Re-driven files have none here: their route follows from
    /// their parent run, see [#route(Arrival, Function)].
    public Optional<Route> route(ObjectVersion object) {
        return routes.stream().filter(route -> route.takes(object)).findFirst();
    }

    /// The route that takes an arrival: none for folder markers, the parent run's for a re-driven file in that route's
    /// own bucket, else the one whose pattern fits.
    ///
    /// @param routeOfRun the name of the route that a run came by, if there is such a run; asked for re-driven files
    public Optional<Route> route(Arrival arrival, Function<RunId, Optional<String>> routeOfRun) {
        if (arrival.isFolderMarker()) {
            return Optional.empty();
        }
        var object = arrival.object();
        // The bucket is compared so that nobody can start a route's job from a bucket that is not the route's.
        return RedriveKey.parse(object.key())
                .map(
                        redrive ->
                                routeOfRun
                                        .apply(redrive.parent())
                                        .flatMap(this::named)
                                        .filter(route -> route.bucket().equals(object.bucket())))
                .orElseGet(() -> route(object));
    }
}
