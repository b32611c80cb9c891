package io.millrace.operations;

import io.millrace.run.RunFilter;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;
import io.millrace.run.Runs.RunCount;
import io.swagger.v3.oas.annotations.Hidden;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The page at `/`: how many runs are in which state, up to [Runs#MOST_COUNTED], and the latest. Plain HTML without a
/// script, so that nothing that a file's key contains can ever run.
@Controller
@Hidden
class StatusPage {

    private static final int LATEST = 25;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors"
                    + " 'none'";

    private final Runs runs;
    private final InstantSource clock = InstantSource.system();

    StatusPage(Runs runs) {
        this.runs = runs;
    }

    @GetMapping(path = "/", produces = "text/html;charset=UTF-8")
    ModelAndView show(HttpServletResponse response) {
        // Before anything can fail: a page that says so must refresh itself too.
        response.setHeader("Refresh", "5");
        response.setHeader("Content-Security-Policy", POLICY);
        var rows = runs.list(RunFilter.ALL, null, LATEST).stream().map(Row::of).toList();
        var now = TIME.format(clock.instant());
        return new ModelAndView("status", Map.of("states", states(), "runs", rows, "none", rows.isEmpty(), "now", now));
    }

    private List<Count> states() {
        return runs.countsByState().entrySet().stream()
                .map(count -> Count.of(count.getKey(), count.getValue()))
                .toList();
    }

    /// How many runs are in a state.
    record Count(String state, String style, String href, String runs) {

        static Count of(RunState state, RunCount runs) {
            return new Count(
                    state.name(),
                    runs.counted() == 0 ? "zero" : styleOf(state),
                    Link.get("/api/runs?state={state}", state).href(),
                    String.format(Locale.ROOT, "%,d%s", runs.counted(), runs.more() ? "+" : ""));
        }
    }

    /// One of the latest runs.
    record Row(
            String id,
            String href,
            String rejectsHref,
            String key,
            String bucket,
            String job,
            String state,
            String style,
            String progress,
            long read,
            long written,
            long rejected,
            boolean hasRejects,
            String createdAt,
            @Nullable String reason) {

        static Row of(RunSummary summary) {
            var run = summary.run();
            var totals = summary.totals();
            return new Row(
                    run.id().value(),
                    RunView.link(run.id()).href(),
                    Link.get("/api/runs/{id}/rejects", run.id()).href(),
                    run.object().key(),
                    run.object().bucket(),
                    run.job(),
                    run.state().name(),
                    styleOf(run.state()),
                    Double.toString(RunView.rounded(summary.percent())),
                    totals.read(),
                    totals.written(),
                    totals.rejected(),
                    totals.rejected() > 0,
                    TIME.format(run.createdAt()),
                    run.reason() == null ? null : run.reason().code());
        }
    }

    private static String styleOf(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
