package io.millrace.operations.commerce;

import io.millrace.commerce.AnalyticsTable;
import io.millrace.commerce.CommerceResults;
import io.millrace.operations.ApiCode;
import io.millrace.operations.ApiException;
import io.millrace.operations.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.Collectors;

/// What the commerce pipeline made of the sets of files.
@RestController
@RequestMapping("/api/commerce")
@Tag(name = "Commerce")
class CommerceController {

    private static final String CSV = "text/csv";

    private final CommerceResults results;

    CommerceController(CommerceResults results) {
        this.results = results;
    }

    @GetMapping(path = "/{date}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Show the results of a business date",
            description =
                    "The rows of the three tables of the schema `analytics` under the names of their columns, and what"
                            + " the date's files named and nothing explains.")
    @Refuses({ApiCode.RESOURCE_NOT_FOUND, ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER})
    CommerceView showResults(@BusinessDate @PathVariable LocalDate date) {
        return results.find(date).map(CommerceView::of).orElseThrow(() -> noResults(date));
    }

    @GetMapping(path = "/{date}/export/{table}", produces = CSV)
    @Operation(
            summary = "Download a table's result of a business date",
            description =
                    "As the file in the results bucket has it. A text that begins like a formula has an apostrophe"
                            + " before it.")
    @ApiResponse(
            responseCode = "200",
            description = "The table's row of the date.",
            content =
                    @Content(
                            mediaType = CSV,
                            schema = @Schema(type = "string", description = "RFC 4180, with a header.")))
    @Refuses({ApiCode.RESOURCE_NOT_FOUND, ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.NOT_ACCEPTABLE})
    ResponseEntity<String> downloadResult(
            @BusinessDate @PathVariable LocalDate date,
            @Parameter(
                            description = "The table's name.",
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "agg_public_holiday",
                                                "agg_shipments",
                                                "best_performing_product"
                                            }))
                    @PathVariable
                    String table) {
        var named = AnalyticsTable.named(table).orElseThrow(CommerceController::noTable);
        var csv = results.csv(named, date).orElseThrow(() -> noResults(date));
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.parseMediaType(CSV), StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s-%s.csv\"".formatted(named.tableName(), date))
                .body(csv);
    }

    private static ApiException noTable() {
        var tables =
                Arrays.stream(AnalyticsTable.values()).map(AnalyticsTable::tableName).collect(Collectors.joining(", "));
        return ApiException.of(
                ApiCode.RESOURCE_NOT_FOUND, "There is no table of this name; there are %s.".formatted(tables));
    }

    private static ApiException noResults(LocalDate date) {
        return ApiException.of(
                ApiCode.RESOURCE_NOT_FOUND,
                "There are no results of %s: its files were not all delivered, or their run has not come so far; see GET /api/runs?job=commerce."
                        .formatted(date));
    }

    /// Describes the path variable that names a set.
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @Parameter(description = "The business date of the files.", example = "2026-11-20")
    @interface BusinessDate {}
}
