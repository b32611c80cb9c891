package io.millrace.aws;

/// The URLs of the queues.
///
/// @param files arrivals and the engine's own commands
/// @param filesDlq messages of `files` that failed on every receive
/// @param rejects records that could not be processed
public record Queues(String files, String filesDlq, String rejects) {}
