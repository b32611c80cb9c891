package io.millrace.report;

import io.millrace.energy.ProcessedReading;
import io.millrace.report.EnergyFigures.SiteFigures;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.Table.Column;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Makes the energy report of its figures.
final class EnergyReport {

    /// How many sites have bars of their own.
    static final int BARS = 20;

    private static final Axis ENERGY = Axis.linear("Energy", "kWh");

    private final ReportRequest request;
    private final ZoneId zone;
    private final TimeBuckets buckets;
    private final List<SiteFigures> sites;
    private final List<EnergySums> parts;
    private final List<ProcessedReading> worst;
    private final EnergySums total;

    EnergyReport(ReportRequest request, EnergyFigures figures) {
        this.request = request;
        this.zone = request.zone();
        this.buckets = figures.buckets();
        this.sites = figures.sites();
        this.parts = figures.parts();
        this.worst = figures.worst();
        this.total = figures.total();
    }

    Report report() {
        var anomalies = new EnergyAnomalies(sites, total, worst, zone);
        return new Report(
                ReportKind.ENERGY.id(),
                request.sites().isEmpty()
                        ? "Energy"
                        : "Energy of " + Wording.count(request.sites().size(), "site", "sites"),
                request.period().in(zone),
                facts(),
                List.of(
                        bySite(),
                        overTime(),
                        balance(),
                        anomalies.bySite(),
                        anomalies.top(),
                        EnergyCompleteness.bySite(sites),
                        EnergyCompleteness.gaps(sites, zone)));
    }

    private List<Fact> facts() {
        return List.of(
                new Fact("Generated", Wording.rounded(total.generated()), "kWh"),
                new Fact("Consumed", Wording.rounded(total.consumed()), "kWh"),
                new Fact("Net balance", Wording.rounded(total.net()), "kWh"),
                new Fact("Sites", Wording.count(sites.size()), ""),
                new Fact("Readings", Wording.count(total.readings()), ""),
                new Fact(
                        "Anomalies",
                        Wording.count(total.anomalies()),
                        "%s of the readings".formatted(Wording.share(total.anomalies(), total.readings()))),
                new Fact("Complete", EnergyCompleteness.share(sites), "of the expected readings"));
    }

    private Section bySite() {
        var figure =
                new Bars(
                                "Site",
                                ENERGY,
                                names(),
                                List.of(
                                        bySite("Generated", EnergySums::generated),
                                        bySite("Consumed", EnergySums::consumed)),
                                false)
                        .largest(BARS);
        var table =
                new Table(
                        "Energy by site in kWh",
                        List.of(
                                Column.text("Site"),
                                Column.number("Generated"),
                                Column.number("Consumed"),
                                Column.number("Net"),
                                Column.number("Readings")),
                        sites.stream()
                                .map(
                                        site ->
                                                List.of(
                                                        site.site(),
                                                        Wording.exact(site.sums().generated()),
                                                        Wording.exact(site.sums().consumed()),
                                                        Wording.exact(site.sums().net()),
                                                        Wording.count(site.sums().readings())))
                                .toList());
        return new Section("Generation against consumption by site", siteFinding(), figure, table);
    }

    private String siteFinding() {
        var able = sites.stream().filter(EnergyReport::comparable).toList();
        var worstRatio = able.stream().max(Comparator.comparing(EnergyReport::ratio));
        if (worstRatio.isEmpty()) {
            return total.readings() == 0
                    ? "There are no readings in this period."
                    : "No site has both generated and consumed energy in this period.";
        }
        var most = worstRatio.get();
        if (most.sums().net().signum() < 0) {
            return "%s consumed %s times what it generated, more than any other site in proportion."
                    .formatted(most.site(), Wording.times(most.sums().consumed(), most.sums().generated()));
        }
        var best = able.stream().min(Comparator.comparing(EnergyReport::ratio)).orElse(most);
        return "Every site generated at least what it consumed; %s generated %s times as much."
                .formatted(best.site(), Wording.times(best.sums().generated(), best.sums().consumed()));
    }

    private static boolean comparable(SiteFigures site) {
        return site.sums().generated().signum() > 0 && site.sums().consumed().signum() > 0;
    }

    private static BigDecimal ratio(SiteFigures site) {
        return site.sums().consumed().divide(site.sums().generated(), 9, RoundingMode.HALF_UP);
    }

    private Section overTime() {
        var figure =
                lines(
                        List.of(
                                overTime("Generated", EnergySums::generated),
                                overTime("Consumed", EnergySums::consumed)));
        var busiest =
                IntStream.range(0, parts.size())
                        .boxed()
                        .max(Comparator.comparing(part -> parts.get(part).consumed()))
                        .orElseThrow();
        var finding =
                total.readings() == 0
                        ? "There are no readings in this period."
                        : "Consumption was highest from %s on, with %s in %s."
                                .formatted(
                                        Wording.minute(buckets.starts().get(busiest), zone),
                                        Wording.kwh(parts.get(busiest).consumed()),
                                        oneBucket());
        return new Section(
                "Energy over time", finding, figure, timeTable("Energy over time in kWh, by " + buckets.length()));
    }

    private String oneBucket() {
        return Character.isDigit(buckets.length().charAt(0)) ? buckets.length() : "one " + buckets.length();
    }

    private Section balance() {
        var net = total.net();
        var with = parts.stream().filter(part -> part.readings() > 0).count();
        var surplus = parts.stream().filter(part -> part.readings() > 0 && part.net().signum() > 0).count();
        var finding =
                total.readings() == 0
                        ? "There are no readings in this period."
                        : "All sites together generated %s %s than they consumed, with a surplus in %s of the %s with readings."
                                .formatted(
                                        Wording.kwh(net.abs()),
                                        net.signum() < 0 ? "less" : "more",
                                        Wording.share(surplus, with),
                                        buckets.length().startsWith("5")
                                                ? "stretches of 5 minutes"
                                                : buckets.length() + "s");
        return new Section(
                "Net balance",
                finding,
                lines(List.of(overTime("Generated less consumed", EnergySums::net))),
                timeTable("Net balance in kWh, by " + buckets.length()));
    }

    private Lines lines(List<Series> series) {
        return new Lines(zone, ENERGY, buckets.starts(), series);
    }

    private Table timeTable(String caption) {
        return new Table(
                caption,
                List.of(
                        Column.text("From"),
                        Column.number("Generated"),
                        Column.number("Consumed"),
                        Column.number("Net"),
                        Column.number("Readings"),
                        Column.number("Anomalies")),
                IntStream.range(0, parts.size())
                        .filter(part -> parts.get(part).readings() > 0)
                        .mapToObj(part -> timeRow(buckets.starts().get(part), parts.get(part)))
                        .toList());
    }

    private List<String> timeRow(Instant from, EnergySums sums) {
        // With its offset: when the clock is put back an hour comes twice.
        return List.of(
                from.atZone(zone).toOffsetDateTime().toString(),
                Wording.exact(sums.generated()),
                Wording.exact(sums.consumed()),
                Wording.exact(sums.net()),
                Wording.count(sums.readings()),
                Wording.count(sums.anomalies()));
    }

    private List<String> names() {
        return sites.stream().map(SiteFigures::site).toList();
    }

    private Series bySite(String name, Function<EnergySums, BigDecimal> quantity) {
        return Series.of(name, sites, site -> quantity.apply(site.sums()).doubleValue());
    }

    /// Without readings there is no value, rather than zero.
    private Series overTime(String name, Function<EnergySums, BigDecimal> quantity) {
        var values = new ArrayList<@Nullable Double>();
        parts.forEach(part -> values.add(part.readings() == 0 ? null : quantity.apply(part).doubleValue()));
        return new Series(name, values);
    }
}
