package io.millrace.operations.energy;

import io.millrace.energy.TimeRange;
import io.millrace.operations.ApiException;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// From when to when.
record RangeQuery(
        @Parameter(
                        description =
                                "Only readings at or after this time: `2026-03-01T12:00:00Z`, or a day, which stands"
                                        + " for its first instant in UTC.",
                        schema = @Schema(type = "string"),
                        example = "2026-03-01")
                @Nullable Instant from,
        @Parameter(
                        description =
                                "Only readings before this time; so `from=2026-03-01&to=2026-03-02` is the first of"
                                        + " March.",
                        schema = @Schema(type = "string"),
                        example = "2026-03-02")
                @Nullable Instant to) {

    TimeRange range() {
        if (from != null && to != null && to.isBefore(from)) {
            throw ApiException.invalidParameter("to", "The value must not be before from.");
        }
        return new TimeRange(from, to);
    }
}
