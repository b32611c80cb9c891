package io.millrace.operations;

import io.millrace.arrival.Delivery;
import io.millrace.reject.Redrive;
import io.millrace.reject.RedriveRequest;
import io.millrace.reject.Redrives;
import io.millrace.run.CommandQueue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;

/// Runs rejects again.
@RestController
@Tag(name = "Rejects")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class RedriveController {

    private final Redrives redrives;
    private final CommandQueue commands;
    private final RunBook book;

    RedriveController(Redrives redrives, CommandQueue commands, RunBook book) {
        this.redrives = redrives;
        this.commands = commands;
        this.book = book;
    }

    @PostMapping("/api/runs/{id}/rejects/redrive")
    @Operation(
            summary = "Re-drive rejects of a run",
            description =
                    "All that were not re-driven before, or chosen ones, as they were or with corrected text. They"
                        + " become a new file in the run's bucket, which has a run of its own with this one as its"
                        + " `parent`; it shows at `Location` once the file is there. All or nothing: a refused request"
                        + " changes nothing. Rejects that are kept only in part, and rows that are no CSV, are left out"
                        + " (and counted in `left`) unless they are chosen and corrected.")
    @AnswersAccepted
    @Refuses({
        ApiCode.RUN_NOT_FOUND,
        ApiCode.INVALID_BODY,
        ApiCode.BODY_TOO_LARGE,
        ApiCode.UNSUPPORTED_MEDIA_TYPE,
        ApiCode.NOTHING_TO_REDRIVE,
        ApiCode.REJECT_NOT_AVAILABLE,
        ApiCode.PART_OF_SET,
        ApiCode.CORRECTION_NEEDED,
        ApiCode.CORRECTION_HAS_LINE_BREAK,
        ApiCode.FOREIGN_ORIGIN
    })
    ResponseEntity<RedriveView> redriveRejects(
            @AnyRun @PathVariable String id, @RequestBody(required = false) @Nullable RedriveBody body) {
        var run = book.named(id).run().id();
        var asked = body == null ? RedriveBody.ALL : body;
        var redrive = redrives.request(new RedriveRequest(run, asked.chosen(), asked.repeats()));
        commands.hint(new Delivery.Redrive(run, redrive.id()));
        var view = RedriveView.of(redrive);
        return ResponseEntity.status(HttpStatus.ACCEPTED).location(URI.create(view.links().runs().href())).body(view);
    }

    /// A request to run rejects again, taken down.
    @Schema(name = "Redrive")
    record RedriveView(
            String id,
            @Schema(description = "The run whose rejects they are.") String run,
            @Schema(description = "The key of the file that it makes.") String key,
            @Schema(description = "How many records the file has.") int records,
            @Schema(description = "How many rejects were left out because they need a correction.") long left,
            RedriveLinks links) {

        static RedriveView of(Redrive redrive) {
            return new RedriveView(
                    redrive.id(),
                    redrive.run().value(),
                    redrive.key(),
                    redrive.records(),
                    redrive.left(),
                    new RedriveLinks(Link.get("/api/runs?key={key}", redrive.key()), RunView.link(redrive.run())));
        }
    }

    /// Where to look on.
    @Schema(name = "RedriveLinks")
    record RedriveLinks(
            @Schema(description = "Lists the run of the new file.") Link runs,
            @Schema(description = "The run whose rejects they are.") Link run) {}
}
