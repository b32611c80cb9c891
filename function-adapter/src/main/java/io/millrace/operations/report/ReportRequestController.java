package io.millrace.operations.report;

import io.millrace.operations.AnswersAccepted;
import io.millrace.operations.ApiCode;
import io.millrace.operations.ApiException;
import io.millrace.operations.Link;
import io.millrace.operations.Refuses;
import io.millrace.report.InvalidReportException;
import io.millrace.report.ReportKind;
import io.millrace.report.ReportPeriod;
import io.millrace.report.Reports;
import io.millrace.run.RunRequests.Requested;
import io.millrace.run.RunState;
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
import java.util.Objects;

/// Has reports made.
@RestController
@RequestMapping(path = "/api/reports", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Reports")
class ReportRequestController {

    private final Reports reports;

    ReportRequestController(Reports reports) {
        this.reports = reports;
    }

    @PostMapping
    @Operation(
            summary = "Have a report made",
            description =
                    "Answers with the run that makes it, or has made it: a report of the same kind, period and sites is"
                        + " made once, unless `again` is true, which replaces it by one with what has come in since.")
    @AnswersAccepted
    @Refuses({ApiCode.INVALID_BODY, ApiCode.UNSUPPORTED_MEDIA_TYPE, ApiCode.FOREIGN_ORIGIN})
    ResponseEntity<RequestedView> requestReport(@RequestBody ReportBody body) {
        try {
            var requested =
                    reports.request(
                            body.knownKind(), body.validPeriod(), body.siteNames(), Boolean.TRUE.equals(body.again()));
            var view = RequestedView.of(requested);
            return ResponseEntity.status(HttpStatus.ACCEPTED)
                    .location(URI.create(Objects.requireNonNull(view.links().get("run")).href()))
                    .body(view);
        } catch (InvalidReportException e) {
            throw ApiException.invalidBody(e.parameter(), Objects.requireNonNull(e.getMessage()));
        }
    }

    /// Which report to make.
    @Schema(name = "ReportRequest")
    record ReportBody(
            @Schema(
                            description = "What it is to be about.",
                            allowableValues = {"energy", "operations", "commerce"},
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable String kind,
            @Schema(
                            description =
                                    "The days that it covers: `2026-11-19`, `2026-W47`, `2026-11` or"
                                            + " `2026-11-01..2026-11-19`; of a commerce report the business date.",
                            example = "2026-11-19",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable String period,
            @Schema(description = "The sites that an energy report is to look at; all without it.")
                    @Nullable List<@Nullable String> sites,
            @Schema(description = "Make it although it was made before.", defaultValue = "false")
                    @Nullable Boolean again) {

        ReportKind knownKind() {
            return ReportKind.named(required("kind", kind))
                    .orElseThrow(
                            () -> ApiException.invalidBody("kind", "The kind must be energy, operations or commerce."));
        }

        ReportPeriod validPeriod() {
            return ReportPeriod.parse(required("period", period));
        }

        List<String> siteNames() {
            return sites == null ? List.of() : sites.stream().map(site -> required("sites", site)).toList();
        }

        private static String required(String field, @Nullable String value) {
            if (value == null) {
                throw ApiException.invalidBody(field, "The field %s is required.".formatted(field));
            }
            return value;
        }
    }

    /// The run that makes a report.
    @Schema(name = "RequestedReport")
    record RequestedView(
            @Schema(description = "The run's id.") String run,
            @Schema(description = "The run's state when the request was taken down.") RunState state,
            @Schema(description = "False if the same report was asked for before; this is the run of then.")
                    boolean isNew,
            @Schema(description = "`run` is the run.") Map<String, Link> links) {

        static RequestedView of(Requested requested) {
            var run = requested.run();
            return new RequestedView(
                    run.id().value(),
                    run.state(),
                    requested.isNew(),
                    Map.of("run", Link.get("/api/runs/{id}", run.id().value())));
        }
    }
}
