package io.millrace.operations;

import io.millrace.arrival.RunId;
import io.millrace.run.Run;
import io.millrace.run.RunAction;
import io.millrace.run.RunControl;
import io.millrace.run.RunControl.Answer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.util.function.Function;
import java.util.stream.Stream;

/// What operators do with runs. Each request is only taken down or passed on; `Location` is where its effect shows.
@RestController
@Tag(name = "Runs")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class RunActionsController {

    private final RunControl control;
    private final RunBook book;

    RunActionsController(RunControl control, RunBook book) {
        this.control = control;
        this.book = book;
    }

    @PostMapping("/api/runs/{id}/stop")
    @Operation(
            summary = "Stop a run",
            description =
                    "It stops at the next chunk boundary and is STOPPED then, not before. What was committed stays.")
    @AnswersAccepted
    @Refuses({ApiCode.RUN_NOT_FOUND, ApiCode.ACTION_NOT_ALLOWED, ApiCode.FOREIGN_ORIGIN})
    ResponseEntity<RunDetail> stopRun(@AnyRun @PathVariable String id) {
        return act(id, RunAction.STOP, control::stop);
    }

    @PostMapping("/api/runs/{id}/restart")
    @Operation(
            summary = "Restart a failed or stopped run",
            description =
                    "It begins a new attempt, which goes on from the last checkpoint and is due at once. Of several"
                            + " requests at once one takes effect.")
    @AnswersAccepted
    @Refuses({ApiCode.RUN_NOT_FOUND, ApiCode.ACTION_NOT_ALLOWED, ApiCode.FOREIGN_ORIGIN})
    ResponseEntity<RunDetail> restartRun(@AnyRun @PathVariable String id) {
        return act(id, RunAction.RESTART, control::restart);
    }

    @PostMapping("/api/runs/{id}/abandon")
    @Operation(summary = "Give a failed or stopped run up", description = "For good. What was committed stays.")
    @AnswersAccepted
    @Refuses({ApiCode.RUN_NOT_FOUND, ApiCode.ACTION_NOT_ALLOWED, ApiCode.FOREIGN_ORIGIN})
    ResponseEntity<RunDetail> abandonRun(@AnyRun @PathVariable String id) {
        return act(id, RunAction.ABANDON, control::abandon);
    }

    private ResponseEntity<RunDetail> act(String id, RunAction action, Function<RunId, Answer> request) {
        var run = book.named(id).run().id();
        return switch (request.apply(run)) {
            case Answer.Accepted accepted -> accepted(run);
            case Answer.Illegal illegal -> throw illegal(action, illegal.run());
            case Answer.Unknown unknown -> throw RunBook.notFound();
        };
    }

    private ResponseEntity<RunDetail> accepted(RunId run) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .location(URI.create(RunView.link(run).href()))
                .body(book.detail(book.named(run.value())));
    }

    private static ApiException illegal(RunAction action, Run run) {
        var allowed =
                Stream.of(RunAction.values())
                        .filter(RunAction.allowedIn(run.state())::contains)
                        .map(RunAction::path)
                        .toList();
        return ApiException.of(
                        ApiCode.ACTION_NOT_ALLOWED,
                        "The run is %s, which does not allow to %s it. %s"
                                .formatted(
                                        run.state(),
                                        action.path(),
                                        allowed.isEmpty()
                                                ? "Nothing can be done with it now."
                                                : "It allows: %s.".formatted(String.join(", ", allowed))))
                .with("state", run.state().name())
                .with(ApiException.ALLOWED, allowed);
    }
}
