package io.millrace.arrival;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The routes as they stand in the settings, not yet checked: `millrace.routes[0].name` and so on.
///
/// What may be missing by mistake is nullable here, so that [RoutesCheck] can name all mistakes at once.
@ConfigurationProperties("millrace")
record RoutesSettings(@DefaultValue List<RouteSettings> routes) {

    /// @param name what the route is called: 1 to 64 lower-case letters, digits and `-`; unique
    /// @param bucket the bucket whose objects it takes
    /// @param key which keys it takes, a [KeyPattern]; of a route with a set the key of a [SetRule]
    /// @param job the name of the Spring Batch job
    /// @param parameters handed on to the job; none by default
    /// @param errorBudget how many rejects a run may have
    /// @param set how files make sets; without it each file runs by itself
    record RouteSettings(
            @Nullable String name,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String job,
            @DefaultValue Map<String, String> parameters,
            @DefaultValue BudgetSettings errorBudget,
            @Nullable SetSettings set) {}

    /// @param members the files that a set needs, as `{member}` in their keys
    /// @param deadline how long a set may wait for its files before a notification tells of it
    /// @param once whether a set that was done keeps later ones of the same key from running, as long as the store
    ///   knows its run
    record SetSettings(
            @DefaultValue List<String> members,
            @DefaultValue("6h") Duration deadline,
            @DefaultValue("true") boolean once) {}

    /// @param share the largest tolerated share of rejects, 0 to 1
    /// @param count the largest tolerated number of rejects; any number if not set
    /// @param minRecords how many records must have been read before the share counts
    record BudgetSettings(
            @DefaultValue("0.5") double share, @Nullable Long count, @DefaultValue("1000") long minRecords) {}
}
