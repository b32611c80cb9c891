package io.millrace.operations;

import io.millrace.arrival.RunId;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;

import org.springframework.stereotype.Component;

import java.util.Optional;

/// Finds runs for whoever names them in a path.
@Component
class RunBook {

    private final Runs runs;

    RunBook(Runs runs) {
        this.runs = runs;
    }

    /// The run with this id.
    ///
    /// @throws ApiException `RUN_NOT_FOUND`, also for what is no id at all
    RunSummary named(String id) {
        return Optional.of(id)
                .filter(RunId::isValid)
                .flatMap(valid -> runs.find(new RunId(valid)))
                .orElseThrow(RunBook::notFound);
    }

    RunDetail detail(RunSummary summary) {
        var id = summary.run().id();
        return RunDetail.of(summary, runs.steps(id), runs.hops(id, RunDetail.HOPS));
    }

    static ApiException notFound() {
        return ApiException.of(
                ApiCode.RUN_NOT_FOUND,
                "There is no run with this id. GET /api/runs lists those that there are; a file just announced has its"
                        + " run in a moment.");
    }
}
