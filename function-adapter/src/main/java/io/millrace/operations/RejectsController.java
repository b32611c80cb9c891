package io.millrace.operations;

import io.millrace.arrival.RunId;
import io.millrace.io.Cursor;
import io.millrace.io.Page;
import io.millrace.reject.RejectKey;
import io.millrace.reject.Rejects;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.List;

/// The rejects of a run, for reading.
@RestController
@Tag(name = "Rejects")
class RejectsController {

    private final Rejects rejects;
    private final RejectDownload download;
    private final RunBook book;

    RejectsController(Rejects rejects, RejectDownload download, RunBook book) {
        this.rejects = rejects;
        this.download = download;
        this.book = book;
    }

    @GetMapping("/api/runs/{id}/rejects")
    @Operation(
            summary = "List or download the rejects of a run",
            description =
                    "In the order of step and record. As JSON in pages; as `application/x-ndjson` or `text/csv`, by"
                        + " `Accept` or `format`, all of them as a file. In CSV a text that begins like a formula has"
                        + " an apostrophe before it. A download that the connection breaks off in is not complete.")
    @ApiResponse(
            responseCode = "200",
            description = "A page, or all of them as a file.",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = RejectListing.class)),
                @Content(
                        mediaType = RejectFormat.NDJSON_TYPE,
                        schema = @Schema(type = "string", description = "A reject a line, each as in the list.")),
                @Content(
                        mediaType = RejectFormat.CSV_TYPE,
                        schema = @Schema(type = "string", description = "RFC 4180, with a header."))
            })
    @Refuses({
        ApiCode.RUN_NOT_FOUND,
        ApiCode.INVALID_PARAMETER,
        ApiCode.UNKNOWN_PARAMETER,
        ApiCode.INVALID_CURSOR,
        ApiCode.NOT_ACCEPTABLE
    })
    @Nullable ResponseEntity<Listing<RejectView>> listRejects(
            @AnyRun @PathVariable String id,
            @Parameter(
                            description = "The form of the answer; stronger than `Accept`.",
                            schema = @Schema(allowableValues = {"json", "ndjson", "csv"}))
                    @RequestParam(required = false)
                    @Nullable String format,
            @ParameterObject Paging paging,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
                    @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        var run = book.named(id).run().id();
        var chosen = RejectFormat.chosen(format, accept);
        if (chosen == RejectFormat.JSON) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(page(run, paging));
        }
        if (paging.asked()) {
            throw ApiException.invalidParameter(
                    paging.limit() == null ? "cursor" : "limit", "A download has all rejects and no pages.");
        }
        download(run, chosen, response);
        return null;
    }

    private Listing<RejectView> page(RunId run, Paging paging) {
        var list = List.of("rejects", run.value());
        var after =
                paging.position(
                        list, position -> new RejectKey(position.getFirst(), Long.parseLong(position.getLast())));
        var found = rejects.list(run, after, paging.size() + 1);
        return Listing.of(
                Page.of(
                        found,
                        paging.size(),
                        last -> Cursor.write(list, List.of(last.step(), Long.toString(last.place().record())))),
                RejectView::of);
    }

    /// In this thread, as the rejects come: neither memory nor a pool of threads limits their number.
    private void download(RunId run, RejectFormat format, HttpServletResponse response) throws IOException {
        response.setContentType(format.mediaType() + ";charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"rejects-%s.%s\"".formatted(run, format.extension()));
        if (format == RejectFormat.CSV) {
            download.writeCsv(run, response.getOutputStream());
        } else {
            download.writeLines(run, response.getOutputStream());
        }
    }

    /// For the OpenAPI document, which cannot tell the type of the entries otherwise.
    @Schema(name = "RejectListing")
    private record RejectListing(List<RejectView> items, @Nullable String next) {}
}
