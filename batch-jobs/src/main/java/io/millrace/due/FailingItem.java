package io.millrace.due;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// An item of due work that has failed and is tried again.
///
/// @param kind what kind of work it is, see [DueWork#kind()]
/// @param id which item, unique within its kind
/// @param run the run that it belongs to, if it belongs to one
/// @param attempts how often it was tried
/// @param dueAt when it is tried again
/// @param error why the last attempt failed
public record FailingItem(
        String kind, String id, @Nullable String run, int attempts, Instant dueAt, @Nullable String error) {}
