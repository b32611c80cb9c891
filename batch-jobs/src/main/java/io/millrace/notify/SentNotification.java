package io.millrace.notify;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A notification as it is kept.
///
/// @param id its number
/// @param run the run that raised it, if one did
/// @param notification what it says
/// @param createdAt when it was raised
/// @param sentAt when the channel took it; null if it has not yet
/// @param attempts how often sending it was tried
/// @param dueAt when it is tried again; null once it is sent
/// @param lastError why the latest attempt failed; null once it is sent
public record SentNotification(
        long id,
        @Nullable String run,
        Notification notification,
        Instant createdAt,
        @Nullable Instant sentAt,
        int attempts,
        @Nullable Instant dueAt,
        @Nullable String lastError) {}
