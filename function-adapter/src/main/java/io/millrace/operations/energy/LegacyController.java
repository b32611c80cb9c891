package io.millrace.operations.energy;

import io.millrace.energy.ProcessedReading;
import io.millrace.energy.Readings;
import io.millrace.energy.TimeRange;
import io.millrace.io.Page;
import io.millrace.operations.ApiCode;
import io.millrace.operations.Listing;
import io.millrace.operations.Paging;
import io.millrace.operations.Refuses;
import io.millrace.operations.energy.AllReadings.Pages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/// The three paths of the service that this one replaces, for the clients that it had.
///
/// Asked as they always were they answer as they always did: with a plain array of readings; only that it is now
/// complete, where the old service silently left out what was beyond DynamoDB's first megabyte. What is too long for
/// one answer is refused rather than cut. Asked with `limit` or `cursor` they page as every other list does.
@RestController
@Tag(name = "Energy, as it was")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class LegacyController {

    private final Readings readings;
    private final AllReadings allReadings;

    LegacyController(Readings readings, JsonMapper json) {
        this.readings = readings;
        this.allReadings = new AllReadings(json, AllReadings.LONGEST);
    }

    @GetMapping("/fetchrecords")
    @Operation(summary = "A site's readings", description = Answers.AS_EVER)
    @Answers
    @Refuses({ApiCode.MISSING_PARAMETER, ApiCode.INVALID_PARAMETER, ApiCode.INVALID_CURSOR, ApiCode.ANSWER_TOO_LARGE})
    Object fetchRecords(@ParameterObject LegacyQuery query, @ParameterObject Paging paging) {
        var site = query.site();
        var range = query.range();
        return answer(paging, (limit, cursor) -> readings.ofSite(site, range, limit, cursor));
    }

    @GetMapping("/fetchanomalies")
    @Operation(summary = "A site's anomalies", description = Answers.AS_EVER)
    @Answers
    @Refuses({ApiCode.MISSING_PARAMETER, ApiCode.INVALID_PARAMETER, ApiCode.INVALID_CURSOR, ApiCode.ANSWER_TOO_LARGE})
    Object fetchAnomalies(@ParameterObject LegacyQuery query, @ParameterObject Paging paging) {
        var site = query.site();
        var range = query.range();
        return answer(paging, (limit, cursor) -> readings.anomaliesOfSite(site, range, limit, cursor));
    }

    @GetMapping("/fetchall")
    @Operation(
            summary = "All readings, or those of a site",
            description =
                    Answers.AS_EVER + " Pages of a time without a site can be shorter than `limit` before the last.")
    @Answers
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.INVALID_CURSOR, ApiCode.ANSWER_TOO_LARGE})
    Object fetchAll(@ParameterObject LegacyQuery query, @ParameterObject Paging paging) {
        var range = query.range();
        return query.hasSite()
                ? answer(paging, (limit, cursor) -> readings.ofSite(query.site(), range, limit, cursor))
                : answer(paging, (limit, cursor) -> within(range, readings.all(limit, cursor)));
    }

    private Object answer(Paging paging, Pages pages) {
        return paging.asked()
                ? Listing.of(pages.page(paging.size(), paging.cursor()), ReadingView::of)
                : allReadings.array(pages);
    }

    private static Page<ProcessedReading> within(TimeRange range, Page<ProcessedReading> page) {
        var inside =
                page.items().stream()
                        .filter(reading -> range.from() == null || !reading.at().isBefore(range.from()))
                        .filter(reading -> range.to() == null || reading.at().isBefore(range.to()))
                        .toList();
        return new Page<>(inside, page.next());
    }

    /// What the three paths answer.
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "200",
            description = "An array of readings; with `limit` or `cursor`, a page.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(oneOf = {ReadingArray.class, ReadingPage.class})))
    @interface Answers {
        String AS_EVER =
                "For existing clients. Without `limit` and `cursor` an array of all of them, those of a site oldest"
                        + " first, if they are no more than 4 MB; with either a page as of every other list.";
    }

    @ArraySchema(schema = @Schema(implementation = ReadingView.class))
    private interface ReadingArray extends List<ReadingView> {}

    @Schema(name = "ReadingPage")
    private record ReadingPage(List<ReadingView> items, @Nullable String next) {}
}
