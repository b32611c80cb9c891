package io.millrace.operations;

import io.millrace.io.Cursor;
import io.millrace.io.Page;
import io.millrace.operations.RunView.SetView;
import io.millrace.run.WaitingSets;
import io.millrace.run.WaitingSets.WaitingSet;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;

/// The sets of files that have no run yet.
@RestController
@Tag(name = "Runs")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class SetsController {

    private static final List<String> LIST = List.of("sets");

    private final WaitingSets sets;

    SetsController(WaitingSets sets) {
        this.sets = sets;
    }

    @GetMapping("/api/sets")
    @Operation(
            summary = "List sets of files that are incomplete",
            description =
                    "In the order of route and key. A set that is complete has a run: `GET /api/runs?set=…` finds it.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<WaitingSetView> listSets(@ParameterObject Paging paging) {
        var after = paging.position(LIST, position -> List.of(position.getFirst(), position.getLast()));
        var found =
                after == null
                        ? sets.list(null, null, paging.size() + 1)
                        : sets.list(after.getFirst(), after.getLast(), paging.size() + 1);
        return Listing.of(
                Page.of(found, paging.size(), last -> Cursor.write(LIST, List.of(last.route(), last.files().key()))),
                WaitingSetView::of);
    }

    /// A set of files that is incomplete.
    @Schema(name = "WaitingSet")
    record WaitingSetView(
            @Schema(example = "commerce") String route,
            @Schema(description = "The set with the files that are there.") SetView set,
            @Schema(description = "The files that it waits for.", example = "[\"reviews\"]") List<String> missing,
            @Schema(description = "When its first file arrived.") Instant openedAt,
            @Schema(description = "When a notification tells that it is incomplete.") Instant dueAt) {

        static WaitingSetView of(WaitingSet waiting) {
            return new WaitingSetView(
                    waiting.route(),
                    SetView.required(waiting.files()),
                    waiting.missing(),
                    waiting.openedAt(),
                    waiting.dueAt());
        }
    }
}
