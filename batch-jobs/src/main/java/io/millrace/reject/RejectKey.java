package io.millrace.reject;

/// Which reject of a run.
///
/// @param step the step that read the record
/// @param record its 1-based number in the step's input
public record RejectKey(String step, long record) {}
