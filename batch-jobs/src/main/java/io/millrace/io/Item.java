package io.millrace.io;

import io.millrace.reject.RawRecord;

/// A record on its way through a step.
///
/// @param raw the record as it stands in the file, so that it can still be rejected with its place and its text
/// @param value what has been made of it so far
public record Item<T>(RawRecord raw, T value) {}
