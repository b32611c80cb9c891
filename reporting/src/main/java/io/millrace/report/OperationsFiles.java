package io.millrace.report;

import io.millrace.report.Figure.Points;
import io.millrace.report.Figure.Points.Cloud;
import io.millrace.report.Figure.Points.Point;
import io.millrace.report.OperationsFigures.TimedFile;
import io.millrace.report.Table.Column;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The sections of the operations report on single files: how long they took, and what they rejected.
record OperationsFiles(OperationsFigures figures) {

    private static final String NO_FILES = "No file was run to its end in this period.";

    Section durations() {
        var clouds =
                figures.timed().stream()
                        .filter(file -> file.size() > 0 && file.seconds() > 0)
                        .collect(Collectors.groupingBy(TimedFile::job, TreeMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(
                                job ->
                                        new Cloud(
                                                job.getKey(),
                                                job.getValue().stream().map(OperationsFiles::point).toList()))
                        .toList();
        var figure = new Points(Axis.logarithmic("Size", "bytes"), Axis.logarithmic("Duration", "s"), clouds);
        var timing = figures.timing();
        var finding =
                timing == null
                        ? NO_FILES
                        : "Half of %s took less than %s, and 95 of a hundred less than %s."
                                .formatted(
                                        Wording.count(timing.files(), "file", "files"),
                                        duration(timing.half()),
                                        duration(timing.most()));
        var caption =
                timing != null && timing.files() > figures.timed().size()
                        ? "Duration and size of %s files, drawn by lot".formatted(Wording.count(figures.timed().size()))
                        : "Duration and size of files";
        return new Section("Duration against size", finding, figure, timedTable(caption, figures.timed()));
    }

    private static Point point(TimedFile file) {
        return new Point(file.size(), file.seconds());
    }

    private static String duration(double seconds) {
        return seconds < 10
                ? String.format(Locale.ROOT, "%.2f s", seconds)
                : Wording.duration(Duration.ofSeconds(Math.round(seconds)));
    }

    private static Table timedTable(String caption, List<TimedFile> files) {
        return new Table(
                caption,
                List.of(Column.text("File"), Column.text("Job"), Column.number("Bytes"), Column.number("Seconds")),
                files.stream()
                        .map(
                                file ->
                                        List.of(
                                                file.key(),
                                                file.job(),
                                                Wording.count(file.size()),
                                                String.format(Locale.ROOT, "%,.3f", file.seconds())))
                        .toList());
    }

    Section slowest() {
        var files = figures.slowest();
        var finding =
                files.isEmpty()
                        ? NO_FILES
                        : "The slowest file, %s, took %s for %s bytes."
                                .formatted(
                                        files.getFirst().key(),
                                        duration(files.getFirst().seconds()),
                                        Wording.count(files.getFirst().size()));
        return new Section("Slowest files", finding, null, timedTable("The files that took longest", files));
    }

    Section mostRejecting() {
        var files = figures.mostRejecting();
        var table =
                new Table(
                        "The files with the most rejects",
                        List.of(
                                Column.text("File"),
                                Column.text("Job"),
                                Column.number("Read"),
                                Column.number("Rejected"),
                                Column.number("Share")),
                        files.stream()
                                .map(
                                        file ->
                                                List.of(
                                                        file.key(),
                                                        file.job(),
                                                        Wording.count(file.read()),
                                                        Wording.count(file.rejected()),
                                                        Wording.share(file.rejected(), file.read())))
                                .toList());
        var finding =
                files.isEmpty()
                        ? "No record was rejected."
                        : "%s has the most rejects, %s of %s."
                                .formatted(
                                        files.getFirst().key(),
                                        Wording.count(files.getFirst().rejected()),
                                        Wording.count(files.getFirst().read(), "record", "records"));
        return new Section("Most rejecting files", finding, null, table);
    }
}
