package io.millrace.run;

import java.util.Map;

/// A run whose records are all written and accounted for, at the moment it completes.
///
/// @param run the run
/// @param totals what became of its records
/// @param states the steps' saved states, by step; only of steps that have one
public record CompletedRun(Run run, Totals totals, Map<String, String> states) {}
