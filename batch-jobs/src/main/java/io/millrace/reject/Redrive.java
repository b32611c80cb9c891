package io.millrace.reject;

import io.millrace.arrival.RunId;

/// A request to run rejects again, as it is kept.
///
/// @param id its number
/// @param run whose rejects
/// @param key of the file that it makes in the run's bucket
/// @param records how many records the file has
/// @param left how many rejects of the run were left out because they cannot be run again without a correction
public record Redrive(String id, RunId run, String key, int records, long left) {}
