package io.millrace.report;

import io.millrace.energy.ProcessedReading;
import io.millrace.report.EnergyFigures.SiteFigures;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Table.Column;

import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/// The sections of the energy report on readings with a negative quantity.
record EnergyAnomalies(List<SiteFigures> sites, EnergySums total, List<ProcessedReading> worst, ZoneId zone) {

    Section bySite() {
        var figure =
                new Bars(
                                "Site",
                                Axis.linear("Anomalies", ""),
                                sites.stream().map(SiteFigures::site).toList(),
                                List.of(Series.of("Anomalies", sites, site -> site.sums().anomalies())),
                                false)
                        .largest(EnergyReport.BARS);
        var table =
                new Table(
                        "Anomalies by site",
                        List.of(
                                Column.text("Site"),
                                Column.number("Anomalies"),
                                Column.number("Readings"),
                                Column.number("Share")),
                        sites.stream()
                                .map(
                                        site ->
                                                List.of(
                                                        site.site(),
                                                        Wording.count(site.sums().anomalies()),
                                                        Wording.count(site.sums().readings()),
                                                        Wording.share(site.sums().anomalies(), site.sums().readings())))
                                .toList());
        var most = sites.stream().max(Comparator.comparingLong(site -> site.sums().anomalies()));
        var finding =
                total.anomalies() == 0
                        ? "No reading has a negative quantity."
                        : "%s of all readings have a negative quantity; they are part of all sums, as they are stored. %s has the most, %s."
                                .formatted(
                                        Wording.share(total.anomalies(), total.readings()),
                                        most.orElseThrow().site(),
                                        Wording.count(most.orElseThrow().sums().anomalies()));
        return new Section("Anomalies across sites", finding, figure, table);
    }

    Section top() {
        var table =
                new Table(
                        "The anomalies with the most negative quantities, in kWh",
                        List.of(
                                Column.text("Site"),
                                Column.text("Time"),
                                Column.number("Generated"),
                                Column.number("Consumed")),
                        worst.stream()
                                .map(
                                        reading ->
                                                List.of(
                                                        reading.site(),
                                                        Wording.second(reading.at(), zone),
                                                        Wording.exact(reading.generated()),
                                                        Wording.exact(reading.consumed())))
                                .toList());
        var finding =
                worst.isEmpty()
                        ? "No reading has a negative quantity."
                        : "The most negative quantity is %s, at %s on %s."
                                .formatted(
                                        Wording.kwh(worst.getFirst().generated().min(worst.getFirst().consumed())),
                                        worst.getFirst().site(),
                                        Wording.second(worst.getFirst().at(), zone));
        return new Section("Top anomalies", finding, null, table);
    }
}
