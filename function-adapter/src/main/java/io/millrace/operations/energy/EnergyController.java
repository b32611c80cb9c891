package io.millrace.operations.energy;

import io.millrace.energy.ProcessedReading;
import io.millrace.energy.Readings;
import io.millrace.io.Page;
import io.millrace.operations.ApiCode;
import io.millrace.operations.ApiException;
import io.millrace.operations.Link;
import io.millrace.operations.Listing;
import io.millrace.operations.Paging;
import io.millrace.operations.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The readings that are stored.
@RestController
@RequestMapping(path = "/api/energy", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Energy")
class EnergyController {

    private final Readings readings;

    EnergyController(Readings readings) {
        this.readings = readings;
    }

    @GetMapping("/sites")
    @Operation(
            summary = "List the sites that have readings",
            description = "In no particular order, but the same on every page.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<SiteView> listSites(@ParameterObject Paging paging) {
        return Listing.of(readings.sites(paging.size(), paging.cursor()), SiteView::of);
    }

    @GetMapping("/sites/{site}/readings")
    @Operation(summary = "List a site's readings", description = "Oldest first.")
    @Refuses({ApiCode.RESOURCE_NOT_FOUND, ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<ReadingView> listReadingsOfSite(
            @AnySite @PathVariable String site, @ParameterObject RangeQuery query, @ParameterObject Paging paging) {
        var page = readings.ofSite(site, query.range(), paging.size(), paging.cursor());
        return ofKnownSite(site, page);
    }

    @GetMapping("/sites/{site}/anomalies")
    @Operation(summary = "List a site's anomalies", description = "Readings with a negative quantity, oldest first.")
    @Refuses({ApiCode.RESOURCE_NOT_FOUND, ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<ReadingView> listAnomaliesOfSite(
            @AnySite @PathVariable String site, @ParameterObject RangeQuery query, @ParameterObject Paging paging) {
        var page = readings.anomaliesOfSite(site, query.range(), paging.size(), paging.cursor());
        return ofKnownSite(site, page);
    }

    @GetMapping("/readings")
    @Operation(
            summary = "List all readings",
            description =
                    "Those of a site together and oldest first, the sites in no particular order. It reads the whole"
                            + " table.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<ReadingView> listReadings(@ParameterObject Paging paging) {
        return Listing.of(readings.all(paging.size(), paging.cursor()), ReadingView::of);
    }

    @GetMapping("/anomalies")
    @Operation(summary = "List all anomalies", description = "Of all sites, in the order of all readings.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<ReadingView> listAnomalies(@ParameterObject Paging paging) {
        return Listing.of(readings.allAnomalies(paging.size(), paging.cursor()), ReadingView::of);
    }

    /// An empty page of a site that is not known would hide a mistyped name.
    private Listing<ReadingView> ofKnownSite(String site, Page<ProcessedReading> page) {
        if (page.items().isEmpty() && !readings.knows(site)) {
            throw ApiException.of(
                    ApiCode.RESOURCE_NOT_FOUND, "There is no site of this name; see GET /api/energy/sites.");
        }
        return Listing.of(page, ReadingView::of);
    }

    /// A site that has readings.
    @Schema(name = "Site")
    record SiteView(@Schema(example = "site-07") String site, SiteLinks links) {

        static SiteView of(String site) {
            return new SiteView(
                    site,
                    new SiteLinks(
                            Link.get("/api/energy/sites/{site}/readings", site),
                            Link.get("/api/energy/sites/{site}/anomalies", site)));
        }
    }

    /// Where to look on.
    @Schema(name = "SiteLinks")
    record SiteLinks(
            @Schema(description = "Lists the site's readings.") Link readings,
            @Schema(description = "Lists the site's anomalies.") Link anomalies) {}

    /// Describes the path variable that names a site.
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @Parameter(description = "The site's id; a `/` in it is written `%2F`.", example = "site-07")
    @interface AnySite {}
}
