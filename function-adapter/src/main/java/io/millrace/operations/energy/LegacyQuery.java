package io.millrace.operations.energy;

import io.millrace.energy.TimeRange;
import io.millrace.operations.ApiException;
import io.millrace.operations.Moments;
import io.swagger.v3.oas.annotations.Parameter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// The parameters of the service that this one replaces.
record LegacyQuery(
        @Parameter(description = "The site.", example = "site-07") @Nullable String site_id,
        @Parameter(
                        description =
                                "The first instant: `2026-03-01T12:00:00Z`, without an offset in UTC, or a day, which"
                                        + " stands for its beginning in UTC.",
                        example = "2026-03-01")
                @Nullable String start_date,
        @Parameter(
                        description = "The last instant, included, written likewise; a day is included to its end.",
                        example = "2026-03-01T23:59:59Z")
                @Nullable String end_date) {

    String site() {
        if (site_id == null || site_id.isEmpty()) {
            throw ApiException.missingParameter("site_id");
        }
        return site_id;
    }

    boolean hasSite() {
        return site_id != null && !site_id.isEmpty();
    }

    /// Both ends belong to it, as they did.
    TimeRange range() {
        var from = start_date == null ? null : moment("start_date", start_date);
        var to = end_date == null ? null : after(end_date);
        if (from != null && to != null && to.isBefore(from)) {
            throw ApiException.invalidParameter("end_date", "The value must not be before start_date.");
        }
        return new TimeRange(from, to);
    }

    private static Instant after(String end) {
        return moment("end_date", end).plus(Moments.isDay(end) ? Duration.ofDays(1) : Duration.ofNanos(1));
    }

    private static Instant moment(String parameter, String text) {
        try {
            return Moments.parseLenient(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalidParameter(parameter, String.valueOf(e.getMessage()));
        }
    }
}
