package io.millrace.run;

/// A run that ends as failed, for [RunCompletion].
///
/// @param run as it stood when its last hop began
/// @param reason why it failed
/// @param totals what became of its records until then
public record FailedRun(Run run, Reason reason, Totals totals) {}
