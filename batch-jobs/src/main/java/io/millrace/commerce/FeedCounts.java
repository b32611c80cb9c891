package io.millrace.commerce;

import java.util.Map;

/// What is in a simulated file.
///
/// @param rows all of them, without the header
/// @param dirty those that cannot be loaded, by what is wrong with them; kinds that do not occur are absent
/// @param late shipments that `analytics.agg_shipments` counts as late; 0 in other files
/// @param undelivered shipments that it counts as undelivered; 0 in other files
public record FeedCounts(long rows, Map<Dirt, Long> dirty, long late, long undelivered) {

    /// How many rows cannot be loaded.
    public long rejected() {
        return dirty.values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many rows can be loaded.
    public long good() {
        return rows - rejected();
    }
}
