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
/// @param failures how often sending it failed
/// @param lastError the latest failure
public record SentNotification(
        long id,
        @Nullable String run,
        Notification notification,
        Instant createdAt,
        @Nullable Instant sentAt,
        int failures,
        @Nullable String lastError) {}
