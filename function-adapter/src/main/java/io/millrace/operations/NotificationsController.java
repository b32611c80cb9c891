package io.millrace.operations;

import io.millrace.io.Cursor;
import io.millrace.io.Page;
import io.millrace.notify.Notifications;
import io.millrace.notify.SentNotification;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What Millrace had to say to people.
@RestController
@Tag(name = "Notifications")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class NotificationsController {

    private static final List<String> LIST = List.of("notifications");

    private final Notifications notifications;

    NotificationsController(Notifications notifications) {
        this.notifications = notifications;
    }

    @GetMapping("/api/notifications")
    @Operation(summary = "List notifications", description = "Newest first, whether they could be sent or not.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<NotificationView> listNotifications(@ParameterObject Paging paging) {
        var before = paging.position(LIST, position -> Long.valueOf(position.getFirst()));
        var found = notifications.list(before, paging.size() + 1);
        return Listing.of(
                Page.of(found, paging.size(), last -> Cursor.write(LIST, List.of(Long.toString(last.id())))),
                NotificationView::of);
    }

    /// Something that people should hear about.
    @Schema(name = "Notification")
    record NotificationView(
            long id,
            @Schema(description = "The run that raised it, if one did.") @Nullable String run,
            @Schema(description = "What it is about.", example = "anomalies") String kind,
            @Schema(example = "Millrace: 3 anomalies at 2 sites") String subject,
            String body,
            Instant createdAt,
            @Schema(description = "When the channel took it; absent if it has not yet.") @Nullable Instant sentAt,
            @Schema(description = "How often sending it was tried.") int attempts,
            @Schema(description = "When sending it is tried next; absent once it was sent.") @Nullable Instant dueAt,
            @Schema(description = "Why the latest attempt failed; absent once it was sent.") @Nullable String lastError,
            @Schema(description = "`run` is the run that raised it.") Map<String, Link> links) {

        static NotificationView of(SentNotification sent) {
            return new NotificationView(
                    sent.id(),
                    sent.run(),
                    sent.notification().kind(),
                    sent.notification().subject(),
                    sent.notification().body(),
                    sent.createdAt(),
                    sent.sentAt(),
                    sent.attempts(),
                    sent.dueAt(),
                    sent.lastError(),
                    sent.run() == null ? Map.of() : Map.of("run", RunView.link(sent.run())));
        }
    }
}
