package io.millrace.run;

/// A run with its totals, as it stands in lists.
///
/// @param run the run
/// @param totals what became of its records so far, over all steps
/// @param percent progress of the steps that have begun, 0 to 100; 100 for a completed run
public record RunSummary(Run run, Totals totals, double percent) {}
