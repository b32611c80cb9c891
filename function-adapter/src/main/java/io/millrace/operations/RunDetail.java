package io.millrace.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.millrace.operations.RunView.TotalsView;
import io.millrace.run.Hop;
import io.millrace.run.RunSummary;
import io.millrace.run.StepReport;
import io.swagger.v3.oas.annotations.media.Schema;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A run with its steps and its history.
@Schema(name = "RunDetail")
record RunDetail(
        @JsonUnwrapped RunView run,
        @Schema(description = "The steps that have begun.") List<StepView> steps,
        @Schema(
                        description =
                                "The attempts with their hops, oldest first; of a long history the newest 100 hops, all"
                                        + " of it at the link `hops`.")
                List<AttemptView> attempts) {

    /// How many hops a detail shows.
    static final int HOPS = 100;

    /// A step of a run.
    @Schema(name = "Step")
    record StepView(
            @Schema(example = "energy") String name,
            TotalsView totals,
            @Schema(description = "Bytes of the stored object that are done.") long bytesDone,
            @Schema(description = "The size of the stored object.") long bytesTotal,
            @Schema(description = "In per cent.", example = "42.5") double progress,
            @Schema(description = "Whether it has read its input to the end.") boolean done) {

        static StepView of(StepReport step) {
            return new StepView(
                    step.step(),
                    TotalsView.of(step.totals()),
                    step.bytesDone(),
                    step.bytesTotal(),
                    RunView.rounded(step.percent()),
                    step.done());
        }
    }

    /// An attempt: the hops from a first start, a restart, a retry or a recovery to the next of these.
    @Schema(name = "Attempt")
    record AttemptView(@Schema(example = "1") int number, List<HopView> hops) {}

    static RunDetail of(RunSummary summary, List<StepReport> steps, List<Hop> hops) {
        var attempts =
                hops.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Hop::attempt,
                                        TreeMap::new,
                                        Collectors.mapping(HopView::of, Collectors.toList())));
        return new RunDetail(
                RunView.of(summary),
                steps.stream().map(StepView::of).toList(),
                attempts.entrySet().stream()
                        .map(attempt -> new AttemptView(attempt.getKey(), attempt.getValue()))
                        .toList());
    }
}
