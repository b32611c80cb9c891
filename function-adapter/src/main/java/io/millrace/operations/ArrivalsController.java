package io.millrace.operations;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.operations.RunView.ObjectView;
import io.millrace.run.CommandQueue;
import io.millrace.run.RunState;
import io.millrace.run.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// Announces objects that are already in a bucket.
@RestController
@Tag(name = "Runs")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ArrivalsController {

    private final StoredObjects objects;
    private final Routes routes;
    private final Runs runs;
    private final CommandQueue commands;

    ArrivalsController(StoredObjects objects, Routes routes, Runs runs, CommandQueue commands) {
        this.objects = objects;
        this.routes = routes;
        this.runs = runs;
        this.commands = commands;
    }

    @PostMapping("/api/arrivals")
    @Operation(
            summary = "Run an object that is already in a bucket",
            description =
                    "Its announcement goes into the queue as S3's own would, and takes the same way. One object version"
                            + " is one run: if it has one already, `state` says so and the announcement changes nothing"
                            + " unless that run waits to be tried again; restart it, or upload the file anew.")
    @AnswersAccepted
    @Refuses({
        ApiCode.OBJECT_NOT_FOUND,
        ApiCode.NO_ROUTE,
        ApiCode.INVALID_BODY,
        ApiCode.UNSUPPORTED_MEDIA_TYPE,
        ApiCode.FOREIGN_ORIGIN
    })
    ResponseEntity<ArrivalView> announce(@RequestBody ArrivalBody body) {
        var arrival =
                objects.find(
                        body.required("bucket", body.bucket()), body.required("key", body.key()), body.versionId());
        var route = route(arrival);
        var known = runs.find(arrival.runId());
        commands.send(new Delivery.Arrivals(List.of(arrival)));
        var link = RunView.link(arrival.runId());
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .location(URI.create(link.href()))
                .body(
                        new ArrivalView(
                                arrival.runId().value(),
                                route.name(),
                                ObjectView.of(arrival.object(), arrival.size()),
                                known.map(run -> run.run().state()).orElse(null),
                                Map.of("run", link)));
    }

    private Route route(Arrival arrival) {
        return routes.route(arrival, run -> runs.find(run).map(found -> found.run().route()))
                .orElseThrow(
                        () ->
                                ApiException.of(
                                        ApiCode.NO_ROUTE,
                                        "No route takes %s; GET /api/routes lists what they take."
                                                .formatted(arrival.object())));
    }

    /// Which object to announce.
    @Schema(name = "ArrivalRequest")
    record ArrivalBody(
            @Schema(example = "millrace-landing", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String bucket,
            @Schema(
                            description = "As it is, not URL-encoded.",
                            example = "energy/2026/03/01/site-7.json",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable String key,
            @Schema(description = "Without it, the object's latest version.") @Nullable String versionId) {

        String required(String field, @Nullable String value) {
            if (value == null || value.isEmpty()) {
                throw ApiException.invalidBody(field, "The field %s is required.".formatted(field));
            }
            return value;
        }
    }

    /// An announcement that is in the queue.
    @Schema(name = "Arrival")
    record ArrivalView(
            @Schema(description = "The id of the run that the object has or will have.") String run,
            @Schema(description = "The route that takes it.", example = "energy") String route,
            ObjectView object,
            @Schema(description = "The state of its run, if it has one already.") @Nullable RunState state,
            @Schema(description = "`run` is the run; it is there as soon as the message is received.")
                    Map<String, Link> links) {}
}
