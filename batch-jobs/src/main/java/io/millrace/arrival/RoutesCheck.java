package io.millrace.arrival;

import io.millrace.arrival.RoutesSettings.BudgetSettings;
import io.millrace.arrival.RoutesSettings.RouteSettings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Makes routes of settings, or names everything that is wrong with them, by property.
final class RoutesCheck {

    private final Set<String> knownJobs;
    private final List<RouteProblem> problems = new ArrayList<>();

    private RoutesCheck(Set<String> knownJobs) {
        this.knownJobs = new TreeSet<>(knownJobs);
    }

    /// @throws InvalidRoutesException if anything is wrong
    static Routes check(RoutesSettings settings, Set<String> knownJobs) {
        return new RoutesCheck(knownJobs).check(settings.routes());
    }

    private Routes check(List<RouteSettings> settings) {
        for (int i = 0; i < settings.size(); i++) {
            checkRoute(property(i, ""), settings.get(i));
        }
        // Only routes that are right one by one can be compared.
        failIfWrong();
        var routes = settings.stream().map(RoutesCheck::route).toList();
        RouteConflict.in(routes).forEach(conflict -> problems.add(problem(conflict, routes)));
        failIfWrong();
        return new Routes(routes);
    }

    private void failIfWrong() {
        if (!problems.isEmpty()) {
            throw new InvalidRoutesException(problems);
        }
    }

    private void checkRoute(String route, RouteSettings settings) {
        checkText(route + "name", settings.name(), RoutesCheck::nameFault, "Give it a short name");
        checkText(route + "bucket", settings.bucket(), ObjectNames::bucketFault, "Name the bucket that files land in");
        checkKey(route, settings);
        checkText(route + "job", settings.job(), this::jobFault, jobRemedy());
        checkBudget(route + "error-budget.", settings.errorBudget());
    }

    private void checkKey(String route, RouteSettings settings) {
        var set = settings.set();
        if (set == null) {
            checkText(route + "key", settings.key(), KeyPattern::fault, "Use a pattern such as energy/**/*.json");
            return;
        }
        checkText(route + "key", settings.key(), SetRule::fault, "Use a key such as commerce/{set}/{member}.csv");
        SetRule.membersFault(set.members())
                .ifPresent(
                        fault ->
                                problems.add(
                                        new RouteProblem(
                                                route + "set.members",
                                                set.members() + " " + fault,
                                                "Name the files that a set needs, as they stand for {member}")));
        if (!set.deadline().isPositive()) {
            problems.add(
                    new RouteProblem(
                            route + "set.deadline",
                            set.deadline() + " is not positive",
                            "Set how long to wait for a set's last file, such as 6h"));
        }
    }

    private void checkText(
            String property, @Nullable String value, Function<String, Optional<String>> rule, String remedy) {
        if (value == null || value.isBlank()) {
            problems.add(new RouteProblem(property, value == null ? "is not set" : "is blank", remedy));
            return;
        }
        rule.apply(value)
                .ifPresent(fault -> problems.add(new RouteProblem(property, Quoted.of(value) + " " + fault, remedy)));
    }

    private static Optional<String> nameFault(String name) {
        return Route.isName(name) ? Optional.empty() : Optional.of("is not a route's name: " + Route.NAME_RULE);
    }

    private Optional<String> jobFault(String job) {
        return knownJobs.contains(job) ? Optional.empty() : Optional.of("is not a job of this application");
    }

    private String jobRemedy() {
        return knownJobs.isEmpty()
                ? "It has no jobs at all: add the module that defines them"
                : "Name one of its jobs: " + String.join(", ", knownJobs);
    }

    private void checkBudget(String budget, BudgetSettings settings) {
        if (!ErrorBudget.isShare(settings.share())) {
            problems.add(
                    new RouteProblem(
                            budget + "share",
                            settings.share() + " is no share",
                            "Set a number from 0 to 1, such as 0.01"));
        }
        checkNumber(budget + "count", settings.count());
        checkNumber(budget + "min-records", settings.minRecords());
    }

    private void checkNumber(String property, @Nullable Long value) {
        if (value != null && value < 0) {
            problems.add(new RouteProblem(property, value + " is negative", "Set 0 or more, or leave it out"));
        }
    }

    private static Route route(RouteSettings settings) {
        var set = set(settings);
        return new Route(
                checked(settings.name()),
                checked(settings.bucket()),
                set == null ? KeyPattern.of(checked(settings.key())) : set.pattern(),
                checked(settings.job()),
                settings.parameters(),
                budget(settings.errorBudget()),
                set);
    }

    private static @Nullable SetRule set(RouteSettings settings) {
        var set = settings.set();
        return set == null ? null : new SetRule(checked(settings.key()), set.members(), set.deadline(), set.once());
    }

    private static String checked(@Nullable String value) {
        if (value == null) {
            throw new IllegalStateException("A setting is missing that was checked to be there");
        }
        return value;
    }

    private static ErrorBudget budget(BudgetSettings settings) {
        var count = settings.count() == null ? ErrorBudget.UNLIMITED : settings.count();
        return new ErrorBudget(settings.share(), count, settings.minRecords());
    }

    private static RouteProblem problem(RouteConflict conflict, List<Route> routes) {
        return switch (conflict) {
            case RouteConflict.SameName same -> sameName(same, routes);
            case RouteConflict.SameKey same -> sameKey(same, routes);
            case RouteConflict.ReservedKey reserved -> reservedKey(reserved, routes);
        };
    }

    private static RouteProblem sameName(RouteConflict.SameName conflict, List<Route> routes) {
        var name = routes.get(conflict.second()).name();
        return new RouteProblem(
                property(conflict.second(), "name"),
                "%s is the name of %s too".formatted(Quoted.of(name), property(conflict.first(), "name")),
                "Give each route a name of its own");
    }

    private static RouteProblem reservedKey(RouteConflict.ReservedKey conflict, List<Route> routes) {
        var key = routes.get(conflict.route()).key().toString();
        return new RouteProblem(
                property(conflict.route(), "key"),
                "%s takes keys such as %s, and everything below %s is the engine's own"
                        .formatted(Quoted.of(key), Quoted.of(conflict.example()), RedriveKey.PREFIX),
                "Begin the pattern with the folder that files land in, such as energy/**");
    }

    private static RouteProblem sameKey(RouteConflict.SameKey conflict, List<Route> routes) {
        var first = routes.get(conflict.first());
        var second = routes.get(conflict.second());
        return new RouteProblem(
                property(conflict.second(), "key"),
                "%s and %s of %s both take keys such as %s of bucket %s"
                        .formatted(
                                Quoted.of(second.key().toString()),
                                Quoted.of(first.key().toString()),
                                property(conflict.first(), "key"),
                                Quoted.of(conflict.example()),
                                second.bucket()),
                "Narrow one of them, or use another bucket, so that every object has one route");
    }

    private static String property(int route, String name) {
        return "millrace.routes[%d].%s".formatted(route, name);
    }
}
