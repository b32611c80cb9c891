package io.millrace.operations;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.operations.RunView.ObjectView;
import io.millrace.run.CommandQueue;
import io.millrace.run.Reruns;
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
import java.util.Optional;

/// Announces objects that are already in a bucket.
@RestController
@Tag(name = "Runs")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ArrivalsController {

    private final StoredObjects objects;
    private final Routes routes;
    private final Runs runs;
    private final CommandQueue commands;
    private final Reruns reruns;

    ArrivalsController(StoredObjects objects, Routes routes, Runs runs, CommandQueue commands, Reruns reruns) {
        this.objects = objects;
        this.routes = routes;
        this.runs = runs;
        this.commands = commands;
        this.reruns = reruns;
    }

    @PostMapping("/api/arrivals")
    @Operation(
            summary = "Run an object that is already in a bucket",
            description =
                    "Its announcement goes into the queue as S3's own would, and takes the same way. One object version"
                        + " is one run: if it has one already, `state` says so and the announcement changes nothing"
                        + " unless that run waits to be tried again; restart it, or upload the file anew. With `rerun`"
                        + " it gets a new run although it has run before; a file of a set takes the newest version of"
                        + " each of the others with it.")
    @AnswersAccepted
    @Refuses({
        ApiCode.OBJECT_NOT_FOUND,
        ApiCode.NO_ROUTE,
        ApiCode.RERUN_REFUSED,
        ApiCode.INVALID_BODY,
        ApiCode.UNSUPPORTED_MEDIA_TYPE,
        ApiCode.FOREIGN_ORIGIN
    })
    ResponseEntity<ArrivalView> announce(@RequestBody ArrivalBody body) {
        var arrival =
                objects.find(
                        body.required("bucket", body.bucket()), body.required("key", body.key()), body.versionId());
        var route = route(arrival);
        return Boolean.TRUE.equals(body.rerun()) ? rerun(route, arrival) : announce(route, arrival);
    }

    private ResponseEntity<ArrivalView> announce(Route route, Arrival arrival) {
        commands.send(new Delivery.Arrivals(List.of(arrival)));
        // Which run takes a file of a set is known when the set is complete.
        return route.set() == null
                ? accepted(route, arrival, arrival.runId())
                : ResponseEntity.status(HttpStatus.ACCEPTED).body(ArrivalView.of(route, arrival, null, null));
    }

    private ResponseEntity<ArrivalView> rerun(Route route, Arrival arrival) {
        return switch (reruns.rerun(route, arrival)) {
            case Reruns.Answer.Accepted(var run) -> accepted(route, arrival, run);
            case Reruns.Answer.Refused(var reason) ->
                    throw ApiException.of(ApiCode.RERUN_REFUSED, reason.text() + ".").with("reason", reason.code());
        };
    }

    private ResponseEntity<ArrivalView> accepted(Route route, Arrival arrival, RunId run) {
        var known = runs.find(run).map(found -> found.run().state()).orElse(null);
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .location(URI.create(RunView.link(run).href()))
                .body(ArrivalView.of(route, arrival, run, known));
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
            @Schema(description = "Without it, the object's latest version.") @Nullable String versionId,
            @Schema(description = "Whether to run it although it, or its set, has run before.")
                    @Nullable Boolean rerun) {

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
            @Schema(
                            description =
                                    "The id of the run that the object has or will have; absent for a file of a set,"
                                            + " whose run is made when the set is complete.")
                    @Nullable String run,
            @Schema(description = "The route that takes it.", example = "energy") String route,
            @Schema(description = "The set that the file belongs to, if the route takes sets.", example = "2026-11-20")
                    @Nullable String set,
            ObjectView object,
            @Schema(description = "The state of its run, if it has one already.") @Nullable RunState state,
            @Schema(
                            description =
                                    "`run` is the run, there as soon as the message is received; for a file of a set,"
                                            + " `runs` lists the runs of its set.")
                    Map<String, Link> links) {

        static ArrivalView of(Route route, Arrival arrival, @Nullable RunId run, @Nullable RunState state) {
            var set = Optional.ofNullable(route.set()).flatMap(rule -> rule.place(arrival.object().key()));
            return new ArrivalView(
                    run == null ? null : run.value(),
                    route.name(),
                    set.map(SetRule.Place::set).orElse(null),
                    ObjectView.of(arrival.object(), arrival.size()),
                    state,
                    run == null
                            ? Map.of("runs", Link.get("/api/runs?set={set}", set.orElseThrow().set()))
                            : Map.of("run", RunView.link(run)));
        }
    }
}
