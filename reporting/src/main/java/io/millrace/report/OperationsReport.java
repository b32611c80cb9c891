package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.OperationsFigures.Count;
import io.millrace.report.OperationsFigures.Fates;
import io.millrace.report.OperationsFigures.StateCount;
import io.millrace.report.Table.Column;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Makes the operations report of its figures.
final class OperationsReport {

    private static final int BARS = 20;
    private static final String NO_RUNS = "There are no runs in this period.";

    private final ReportRequest request;
    private final ZoneId zone;
    private final TimeBuckets buckets;
    private final OperationsFigures figures;

    OperationsReport(ReportRequest request, OperationsFigures figures) {
        this.request = request;
        this.zone = request.zone();
        this.buckets = TimeBuckets.of(request.period(), zone);
        this.figures = figures;
    }

    Report report() {
        var files = new OperationsFiles(figures);
        return new Report(
                ReportKind.OPERATIONS.id(),
                "Operations",
                request.period().in(zone),
                facts(),
                List.of(
                        runs(),
                        records(),
                        files.durations(),
                        files.slowest(),
                        files.mostRejecting(),
                        rejectCodes(),
                        hops(),
                        queues()));
    }

    private long runs(String state) {
        return figures.runs().stream().filter(count -> count.state().equals(state)).mapToLong(StateCount::runs).sum();
    }

    private long allRuns() {
        return figures.runs().stream().mapToLong(StateCount::runs).sum();
    }

    private long records(ToLongFunction<Fates> fate) {
        return figures.fates().stream().mapToLong(fate).sum();
    }

    private long deadLetters() {
        return figures.queues().stream()
                .filter(queue -> queue.name().equals(OperationsSource.DEAD_LETTERS))
                .mapToLong(Count::number)
                .sum();
    }

    private List<Fact> facts() {
        return List.of(
                new Fact("Runs", Wording.count(allRuns()), ""),
                new Fact("Completed", Wording.share(runs("COMPLETED"), allRuns()), "of all runs"),
                new Fact("Failed", Wording.count(runs("FAILED")), "runs"),
                new Fact("Records", Wording.count(records(Fates::read)), "read"),
                new Fact("Rejected", Wording.share(records(Fates::rejected), records(Fates::read)), "of the records"),
                new Fact("Dead letters", Wording.count(deadLetters()), "when this was made"));
    }

    private Section runs() {
        var states = figures.runs().stream().map(StateCount::state).distinct().sorted().toList();
        var series = states.stream().map(this::overTime).toList();
        var byPart =
                new TreeMap<Integer, List<StateCount>>(
                        figures.runs().stream().collect(Collectors.groupingBy(StateCount::part)));
        var columns = new ArrayList<>(List.of(Column.text("From")));
        states.forEach(state -> columns.add(Column.number(word(state))));
        var table =
                new Table(
                        "Runs by state, by " + buckets.length(),
                        columns,
                        byPart.entrySet().stream().map(part -> row(part.getKey(), part.getValue(), states)).toList());
        return new Section(
                "Runs by outcome",
                runsFinding(),
                new Lines(zone, Axis.linear("Runs", ""), buckets.starts(), series),
                table);
    }

    private Series overTime(String state) {
        var values = new ArrayList<>(Collections.nCopies(buckets.size(), 0L));
        figures.runs().stream()
                .filter(count -> count.state().equals(state))
                .forEach(count -> values.set(count.part() - 1, count.runs()));
        return Series.of(word(state), values, Long::doubleValue);
    }

    private List<String> row(int part, List<StateCount> counts, List<String> states) {
        var numbers = counts.stream().collect(Collectors.toMap(StateCount::state, StateCount::runs));
        var cells = new ArrayList<String>();
        cells.add(buckets.starts().get(part - 1).atZone(zone).toOffsetDateTime().toString());
        states.forEach(state -> cells.add(Wording.count(numbers.getOrDefault(state, 0L))));
        return cells;
    }

    /// `COMPLETED` is `Completed`.
    private static String word(String constant) {
        var words = constant.replace('_', ' ');
        return words.substring(0, 1) + words.substring(1).toLowerCase(Locale.ROOT);
    }

    private String runsFinding() {
        return allRuns() == 0
                ? NO_RUNS
                : "%s of %s completed; %s failed."
                        .formatted(
                                Wording.share(runs("COMPLETED"), allRuns()),
                                Wording.count(allRuns(), "run", "runs"),
                                Wording.count(runs("FAILED")));
    }

    private Section records() {
        var jobs = figures.fates().stream().map(Fates::job).toList();
        var figure =
                new Bars(
                        "Job",
                        Axis.linear("Records", ""),
                        jobs,
                        List.of(
                                fate("Written", Fates::written),
                                fate("Filtered", Fates::filtered),
                                fate("Rejected", Fates::rejected)),
                        true);
        var table =
                new Table(
                        "Records by fate",
                        List.of(
                                Column.text("Job"),
                                Column.number("Read"),
                                Column.number("Written"),
                                Column.number("Filtered"),
                                Column.number("Rejected")),
                        figures.fates().stream()
                                .map(
                                        job ->
                                                List.of(
                                                        job.job(),
                                                        Wording.count(job.read()),
                                                        Wording.count(job.written()),
                                                        Wording.count(job.filtered()),
                                                        Wording.count(job.rejected())))
                                .toList());
        var read = records(Fates::read);
        var finding =
                read == 0
                        ? "No record was read in this period."
                        : "Of %s read, %s were written and %s rejected."
                                .formatted(
                                        Wording.count(read, "record", "records"),
                                        Wording.share(records(Fates::written), read),
                                        Wording.share(records(Fates::rejected), read));
        return new Section("Records by fate", finding, figure, table);
    }

    private Series fate(String name, ToLongFunction<Fates> fate) {
        return Series.of(name, figures.fates(), fate::applyAsLong);
    }

    private Section rejectCodes() {
        var codes = figures.rejectCodes();
        var all = codes.stream().mapToLong(Count::number).sum();
        var finding =
                codes.isEmpty()
                        ? "No record was rejected."
                        : "%s is the most frequent reason, with %s of %s."
                                .formatted(
                                        codes.getFirst().name(),
                                        Wording.share(codes.getFirst().number(), all),
                                        Wording.count(all, "reject", "rejects"));
        return counted("Reject codes", finding, "Code", "Rejects", codes);
    }

    private Section hops() {
        var hops = figures.hops();
        var longest = figures.longest();
        var recovered = hops.stream().filter(hop -> hop.name().equals("RECOVERED")).mapToLong(Count::number).sum();
        var finding =
                longest == null
                        ? NO_RUNS
                        : "The longest way was that of %s, with %s; %s took over from a worker that had died."
                                .formatted(
                                        longest.name(),
                                        Wording.count(longest.number(), "hop", "hops"),
                                        recovered == 0 ? "none" : Wording.count(recovered, "hop", "hops"));
        return counted(
                "Hops",
                finding,
                "Began because",
                "Hops",
                hops.stream().map(hop -> new Count(word(hop.name()), hop.number())).toList());
    }

    private Section queues() {
        var letters = deadLetters();
        var finding =
                letters == 0
                        ? "The dead-letter queue was empty when this report was made."
                        : "%s in the dead-letter queue when this report was made: look into them."
                                .formatted(Wording.count(letters, "message was", "messages were"));
        return counted("Queues", finding, "Queue", "Messages", figures.queues());
    }

    private static Section counted(String title, String finding, String category, String what, List<Count> counts) {
        var figure =
                new Bars(
                                category,
                                Axis.linear(what, ""),
                                counts.stream().map(Count::name).toList(),
                                List.of(Series.of(what, counts, Count::number)),
                                false)
                        .largest(BARS);
        var table =
                new Table(
                        title,
                        List.of(Column.text(category), Column.number(what)),
                        counts.stream().map(count -> List.of(count.name(), Wording.count(count.number()))).toList());
        return new Section(title, finding, figure, table);
    }
}
