package io.millrace.arrival;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;
import java.util.Map;

/// The routes as they stand in the settings, not yet checked: `millrace.routes[0].name` and so on.
///
/// What may be missing by mistake is nullable here, so that [RoutesCheck] can name all mistakes at once.
@ConfigurationProperties("millrace")
record RoutesSettings(@DefaultValue List<RouteSettings> routes) {

    /// @param key a [KeyPattern]
    /// @param parameters handed on to the job; none by default
    record RouteSettings(
            @Nullable String name,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String job,
            @DefaultValue Map<String, String> parameters,
            @DefaultValue BudgetSettings errorBudget) {}

    /// @param share see [ErrorBudget]
    /// @param count unlimited if not set
    record BudgetSettings(
            @DefaultValue("0.5") double share, @Nullable Long count, @DefaultValue("1000") long minRecords) {}
}
