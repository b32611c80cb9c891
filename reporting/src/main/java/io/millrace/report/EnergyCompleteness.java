package io.millrace.report;

import io.millrace.report.Coverage.Gap;
import io.millrace.report.EnergyFigures.SiteFigures;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Table.Column;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The sections on which readings are missing.
final class EnergyCompleteness {

    private static final int GAPS = 50;
    private static final String UNKNOWN = "not known";

    private EnergyCompleteness() {}

    /// How many of the expected readings there are.
    static String share(List<SiteFigures> sites) {
        var expected = expected(sites);
        return expected == 0 ? UNKNOWN : Wording.share(expected - missing(sites), expected);
    }

    private static long expected(List<SiteFigures> sites) {
        return sites.stream()
                .map(site -> site.coverage().expected())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long missing(List<SiteFigures> sites) {
        return sites.stream().mapToLong(site -> site.coverage().missing()).sum();
    }

    static Section bySite(List<SiteFigures> sites) {
        var figure =
                new Bars(
                                "Site",
                                Axis.linear("Missing readings", ""),
                                sites.stream().map(SiteFigures::site).toList(),
                                List.of(Series.of("Missing readings", sites, site -> site.coverage().missing())),
                                false)
                        .largest(EnergyReport.BARS);
        var table =
                new Table(
                        "Expected and received readings by site",
                        List.of(
                                Column.text("Site"),
                                Column.text("One every"),
                                Column.number("Expected"),
                                Column.number("Received"),
                                Column.number("Complete"),
                                Column.number("Gaps")),
                        sites.stream().map(EnergyCompleteness::row).toList());
        return new Section("Data completeness", finding(sites), figure, table);
    }

    private static List<String> row(SiteFigures site) {
        var coverage = site.coverage();
        var expected = coverage.expected();
        var interval = coverage.interval();
        return List.of(
                site.site(),
                interval == null ? UNKNOWN : Wording.duration(interval),
                expected == null ? UNKNOWN : Wording.count(expected),
                Wording.count(coverage.received()),
                expected == null ? UNKNOWN : Wording.share(coverage.received(), expected),
                Wording.count(coverage.gaps()));
    }

    private static String finding(List<SiteFigures> sites) {
        var expected = expected(sites);
        var missing = missing(sites);
        if (expected == 0) {
            return "There are too few readings to tell how many were expected.";
        }
        if (missing == 0) {
            return "All of the %s expected readings came.".formatted(Wording.count(expected));
        }
        var most = sites.stream().max(Comparator.comparingLong(site -> site.coverage().missing())).orElseThrow();
        return "%s of %s expected readings came; %s lacks the most, %s of %s."
                .formatted(
                        Wording.share(expected - missing, expected),
                        Wording.count(expected),
                        most.site(),
                        Wording.count(most.coverage().missing()),
                        Wording.count(Objects.requireNonNullElse(most.coverage().expected(), 0L)));
    }

    private record SiteGap(String site, Gap gap) {

        Duration length() {
            return Duration.between(gap.from(), gap.to());
        }
    }

    static Section gaps(List<SiteFigures> sites, ZoneId zone) {
        var gaps =
                sites.stream()
                        .flatMap(site -> site.coverage().longest().stream().map(gap -> new SiteGap(site.site(), gap)))
                        .sorted(
                                Comparator.comparing(SiteGap::length)
                                        .reversed()
                                        .thenComparing(gap -> gap.gap().from())
                                        .thenComparing(SiteGap::site))
                        .limit(GAPS)
                        .toList();
        var table =
                new Table(
                        "The longest gaps, at most %d of a site".formatted(Coverage.GAPS),
                        List.of(
                                Column.text("Site"),
                                Column.text("From"),
                                Column.text("To"),
                                Column.text("Length"),
                                Column.number("Missing readings")),
                        gaps.stream().map(gap -> row(gap, zone)).toList());
        return new Section("Gaps", gaps.isEmpty() ? "There are no gaps." : longest(gaps.getFirst(), zone), null, table);
    }

    private static String longest(SiteGap gap, ZoneId zone) {
        return "The longest gap is of %s: nothing from %s for %s."
                .formatted(gap.site(), Wording.second(gap.gap().from(), zone), Wording.duration(gap.length()));
    }

    private static List<String> row(SiteGap gap, ZoneId zone) {
        return List.of(
                gap.site(),
                Wording.second(gap.gap().from(), zone),
                Wording.second(gap.gap().to(), zone),
                Wording.duration(gap.length()),
                Wording.count(gap.gap().missing()));
    }
}
