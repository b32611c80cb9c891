package io.millrace.operations;

import io.millrace.run.RunFilter;
import io.millrace.run.RunState;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which runs a caller wants to see.
record RunQuery(
        @Parameter(description = "Only runs in this state; repeat it for several.") @Nullable List<RunState> state,
        @Parameter(description = "Only runs of this job.", example = "energy") @Nullable String job,
        @Parameter(
                        description =
                                "Only runs created at or after this time: `2026-03-01T12:00:00Z`, or a day, which"
                                        + " stands for its first instant in UTC.",
                        schema = @Schema(type = "string"),
                        example = "2026-03-01")
                @Nullable Instant from,
        @Parameter(
                        description =
                                "Only runs created before this time; so `from=2026-03-01&to=2026-03-02` is the first of"
                                        + " March.",
                        schema = @Schema(type = "string"),
                        example = "2026-03-02T06:30:00Z")
                @Nullable Instant to,
        @Parameter(description = "Only runs of objects whose key begins so.", example = "energy/2026/03/")
                @Nullable String key,
        @Parameter(description = "Only runs of the set of files with this key.", example = "2026-11-20")
                @Nullable String set,
        @Parameter(
                        description = "By which field: `-created` is the newest first, `created` the oldest first.",
                        schema =
                                @Schema(
                                        allowableValues = {"-created", "created"},
                                        defaultValue = "-created"))
                @Nullable String sort) {

    RunFilter filter() {
        if (from != null && to != null && to.isBefore(from)) {
            throw ApiException.invalidParameter("to", "The value must not be before from.");
        }
        return new RunFilter(states(), job, from, to, key, set, ascending());
    }

    /// What tells this list from others, for cursors.
    List<? extends @Nullable Object> list() {
        return Arrays.asList("runs", states(), job, text(from), text(to), key, set, ascending());
    }

    private Set<RunState> states() {
        return state == null || state.isEmpty() ? Set.of() : EnumSet.copyOf(state);
    }

    private boolean ascending() {
        return switch (sort) {
            case null -> false;
            case "-created" -> false;
            case "created" -> true;
            default -> throw ApiException.invalidParameter("sort", "The value must be one of created, -created.");
        };
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
