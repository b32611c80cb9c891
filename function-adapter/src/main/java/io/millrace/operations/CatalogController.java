package io.millrace.operations;

import io.millrace.arrival.ErrorBudget;
import io.millrace.arrival.KnownJobs;
import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.SetRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What this deployment can do with files: its jobs, and the routes to them.
@RestController
@Tag(name = "Jobs and routes")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class CatalogController {

    private final KnownJobs jobs;
    private final Routes routes;

    CatalogController(KnownJobs jobs, Routes routes) {
        this.jobs = jobs;
        this.routes = routes;
    }

    @GetMapping("/api/jobs")
    @Operation(summary = "List jobs", description = "In the order of their names.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<JobView> listJobs(@ParameterObject Paging paging) {
        var names = jobs.names().stream().sorted().toList();
        return Listing.of(paging.slice("jobs", names, Function.identity()), this::job);
    }

    private JobView job(String name) {
        var leading =
                routes.all().stream().filter(route -> route.job().equals(name)).map(Route::name).sorted().toList();
        return new JobView(name, leading, Map.of("runs", Link.get("/api/runs?job={job}", name)));
    }

    @GetMapping("/api/routes")
    @Operation(
            summary = "List routes",
            description = "Which files go to which job, in the order of the routes' names. They are settings.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<RouteView> listRoutes(@ParameterObject Paging paging) {
        var all = routes.all().stream().sorted(Comparator.comparing(Route::name)).toList();
        return Listing.of(paging.slice("routes", all, Route::name), RouteView::of);
    }

    /// A job that files can be sent to.
    @Schema(name = "Job")
    record JobView(
            @Schema(example = "energy") String name,
            @Schema(description = "The routes that lead to it.") List<String> routes,
            @Schema(description = "`runs` lists its runs.") Map<String, Link> links) {}

    /// Which files go to which job.
    @Schema(name = "Route")
    record RouteView(
            @Schema(example = "energy") String name,
            @Schema(example = "millrace-landing") String bucket,
            @Schema(
                            description =
                                    "The keys that it takes: `?`, `*` and `**` as docs/routes-and-arrivals.md says.",
                            example = "energy/**/*.json")
                    String key,
            @Schema(description = "How files make sets that run together; absent if each file runs by itself.")
                    @Nullable SetRuleView set,
            @Schema(example = "energy") String job,
            Map<String, String> parameters,
            BudgetView errorBudget) {

        static RouteView of(Route route) {
            return new RouteView(
                    route.name(),
                    route.bucket(),
                    route.set() == null ? route.key().toString() : route.set().key(),
                    SetRuleView.of(route.set()),
                    route.job(),
                    route.parameters(),
                    BudgetView.of(route.errorBudget()));
        }
    }

    /// How files make sets.
    @Schema(name = "SetRule")
    record SetRuleView(
            @Schema(description = "The files that a set needs.", example = "[\"orders\", \"reviews\"]")
                    List<String> members,
            @Schema(
                            description = "How long a set may be incomplete before a notification tells of it.",
                            example = "PT6H")
                    Duration deadline,
            @Schema(description = "Whether a set that was done keeps later ones of the same key from running.")
                    boolean once) {

        static @Nullable SetRuleView of(@Nullable SetRule rule) {
            return rule == null ? null : new SetRuleView(rule.members(), rule.deadline(), rule.once());
        }
    }

    /// How many rejects a run may have before it fails.
    @Schema(name = "ErrorBudget")
    record BudgetView(
            @Schema(description = "The largest tolerated share of rejects, 0 to 1.", example = "0.5") double share,
            @Schema(description = "The largest tolerated number of rejects; absent for any.") @Nullable Long count,
            @Schema(description = "How many records must have been read before the share counts.", example = "1000")
                    long minRecords) {

        static BudgetView of(ErrorBudget budget) {
            return new BudgetView(
                    budget.share(),
                    budget.count() == ErrorBudget.UNLIMITED ? null : budget.count(),
                    budget.minRecords());
        }
    }
}
