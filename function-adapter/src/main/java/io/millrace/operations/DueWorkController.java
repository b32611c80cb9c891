package io.millrace.operations;

import io.millrace.due.DueWork;
import io.millrace.due.FailingItem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What Millrace tries again.
@RestController
@Tag(name = "Due work")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class DueWorkController {

    private final List<DueWork> kinds;

    DueWorkController(List<DueWork> kinds) {
        this.kinds = kinds;
    }

    @GetMapping("/api/due-work")
    @Operation(
            summary = "Show what failed and is tried again",
            description =
                    "Rejects that were not published, re-drives without a file, notifications that were not sent, and"
                            + " the like, those due first before the others. What succeeds is no longer there.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER})
    DueWorkView showDueWork(
            @Parameter(
                            description = "The most items, 1 to 1000.",
                            schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "100"))
                    @RequestParam(required = false)
                    @Nullable Integer limit) {
        var size = new Paging(limit, null).size();
        return new DueWorkView(
                kinds.stream()
                        .flatMap(kind -> kind.failing(size).stream())
                        .sorted(Comparator.comparing(FailingItem::dueAt))
                        .limit(size)
                        .map(DueItemView::of)
                        .toList());
    }

    /// What failed and is tried again.
    @Schema(name = "DueWork")
    record DueWorkView(List<DueItemView> items) {}

    /// One thing that failed and is tried again.
    @Schema(name = "DueItem")
    record DueItemView(
            @Schema(description = "What kind of work it is.", example = "rejects") String kind,
            @Schema(
                            description = "Which one, unique within its kind.",
                            example = "d5aece85fa1577bef68726b499b74c60/energy/17")
                    String id,
            @Schema(description = "The run that it belongs to, if it belongs to one.") @Nullable String run,
            @Schema(description = "How often it was tried.", example = "3") int attempts,
            @Schema(description = "When it is tried again.") Instant dueAt,
            @Schema(
                            description = "Why the last attempt failed; absent if its process died.",
                            example = "QueueDoesNotExist: The specified queue does not exist.")
                    @Nullable String error,
            @Schema(description = "`run` is the run that it belongs to.") Map<String, Link> links) {

        static DueItemView of(FailingItem item) {
            return new DueItemView(
                    item.kind(),
                    item.id(),
                    item.run(),
                    item.attempts(),
                    item.dueAt(),
                    item.error(),
                    item.run() == null ? Map.of() : Map.of("run", RunView.link(item.run())));
        }
    }
}
