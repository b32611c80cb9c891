package io.millrace.operations.report;

import io.millrace.io.Cursor;
import io.millrace.io.Page;
import io.millrace.operations.ApiCode;
import io.millrace.operations.ApiException;
import io.millrace.operations.Listing;
import io.millrace.operations.Paging;
import io.millrace.operations.Refuses;
import io.millrace.report.Reports;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The reports that are there.
@RestController
@RequestMapping("/api/reports")
@Tag(name = "Reports")
class ReportsController {

    /// A report has no script, and nothing in it is loaded from anywhere; its tables are downloaded out of it. Which
    /// style sheet it has, its own policy says more strictly.
    static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors"
                    + " 'none'; sandbox allow-downloads";

    private static final List<String> LIST = List.of("reports");
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final Reports reports;

    ReportsController(Reports reports) {
        this.reports = reports;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List reports", description = "Those that were first made last come first.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<ReportView> listReports(@ParameterObject Paging paging) {
        var before = paging.position(LIST, position -> Long.valueOf(position.getFirst()));
        var found = reports.list(before, paging.size() + 1);
        return Listing.of(
                Page.of(found, paging.size(), last -> Cursor.write(LIST, List.of(Long.toString(last.id())))),
                ReportView::of);
    }

    @GetMapping(path = "/{id}", produces = MediaType.TEXT_HTML_VALUE)
    @Operation(
            summary = "Show a report",
            description = "One HTML file with everything in it: charts, findings, tables and their CSV.")
    @ApiResponse(
            responseCode = "200",
            description = "The report.",
            content = @Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")))
    @Refuses({ApiCode.RESOURCE_NOT_FOUND, ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.NOT_ACCEPTABLE})
    ResponseEntity<byte[]> showReport(
            @Parameter(description = "The report's id.", example = "17") @PathVariable long id) {
        var html = reports.find(id).flatMap(reports::html).orElseThrow(ReportsController::unknown);
        return ResponseEntity.ok().contentType(HTML).header("Content-Security-Policy", POLICY).body(html);
    }

    private static ApiException unknown() {
        return ApiException.of(
                ApiCode.RESOURCE_NOT_FOUND,
                "There is no report of this id; it may have been deleted because of its age. See GET /api/reports.");
    }
}
