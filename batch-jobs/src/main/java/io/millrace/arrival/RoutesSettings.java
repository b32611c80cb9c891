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

    /// @param key a [KeyPattern]; of a route with a set the key of a [SetRule]
    /// @param parameters handed on to the job; none by default
    /// @param set null if each file runs by itself
    record RouteSettings(
            @Nullable String name,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String job,
            @DefaultValue Map<String, String> parameters,
            @DefaultValue BudgetSettings errorBudget,
            @Nullable SetSettings set) {}

    /// @param members see [SetRule]
    /// @param deadline see [SetRule]
    /// @param once see [SetRule]
    record SetSettings(
            @DefaultValue List<String> members,
            @DefaultValue("6h") Duration deadline,
            @DefaultValue("true") boolean once) {}

    /// @param share see [ErrorBudget]
    /// @param count unlimited if not set
    record BudgetSettings(
            @DefaultValue("0.5") double share, @Nullable Long count, @DefaultValue("1000") long minRecords) {}
}
