package io.millrace.operations;

import io.millrace.arrival.KnownJobs;
import io.millrace.arrival.RunId;
import io.millrace.io.Cursor;
import io.millrace.io.Page;
import io.millrace.run.Hop;
import io.millrace.run.RunFilter;
import io.millrace.run.Runs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The runs, for reading.
@RestController
@Tag(name = "Runs")
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class RunsController {

    private final Runs runs;
    private final RunBook book;
    private final KnownJobs jobs;

    RunsController(Runs runs, RunBook book, KnownJobs jobs) {
        this.runs = runs;
        this.book = book;
        this.jobs = jobs;
    }

    @GetMapping("/api/runs")
    @Operation(
            summary = "List runs",
            description =
                    "Newest first unless sorted otherwise. Runs that begin while you page do not shift the pages. A"
                        + " page looks at 10,000 runs at most for those that match `key`, or match `set` and something"
                        + " else: it may have fewer entries than `limit`, or none, although there is a next page. The"
                        + " list ends where `next` is absent.")
    @Refuses({ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<RunView> listRuns(@ParameterObject RunQuery query, @ParameterObject Paging paging) {
        checkJob(query.job());
        var page = runs.page(query.filter(), paging.position(query.list(), RunsController::after), paging.size());
        var next = page.next() == null ? null : cursor(query, page.next());
        return Listing.of(new Page<>(page.runs(), next), RunView::of);
    }

    private static String cursor(RunQuery query, Runs.After last) {
        return Cursor.write(query.list(), List.of(last.createdAt().toString(), last.id().value()));
    }

    private static Runs.After after(List<String> position) {
        return new Runs.After(Instant.parse(position.getFirst()), new RunId(position.getLast()));
    }

    /// A job that this version does not have may have runs all the same, of an older one.
    private void checkJob(@Nullable String job) {
        if (job != null
                && !jobs.names().contains(job)
                && runs.list(new RunFilter(Set.of(), job, null, null, null, null, false), null, 1).isEmpty()) {
            throw ApiException.invalidParameter("job", "There is no job of this name; see GET /api/jobs.");
        }
    }

    @GetMapping("/api/runs/{id}")
    @Operation(
            summary = "Show a run",
            description = "With its steps, its attempts and their hops, and links to what can be done with it now.")
    @Refuses(ApiCode.RUN_NOT_FOUND)
    RunDetail showRun(@AnyRun @PathVariable String id) {
        return book.detail(book.named(id));
    }

    @GetMapping("/api/runs/{id}/hops")
    @Operation(summary = "List the hops of a run", description = "All of its history, newest first.")
    @Refuses({ApiCode.RUN_NOT_FOUND, ApiCode.INVALID_PARAMETER, ApiCode.UNKNOWN_PARAMETER, ApiCode.INVALID_CURSOR})
    Listing<HopView> listHops(@AnyRun @PathVariable String id, @ParameterObject Paging paging) {
        var run = book.named(id).run().id();
        var list = List.of("hops", run.value());
        var before = paging.position(list, position -> Long.valueOf(position.getFirst()));
        var found = runs.hops(run, before, paging.size() + 1).reversed();
        return Listing.of(
                Page.of(found, paging.size(), (Hop last) -> Cursor.write(list, List.of(Long.toString(last.fence())))),
                HopView::of);
    }
}
