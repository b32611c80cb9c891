package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.Figure.Points;
import io.millrace.report.Figure.Points.Cloud;
import io.millrace.report.Figure.Points.Point;
import io.millrace.report.Figure.Shares;
import io.millrace.report.Table.Column;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Reports as they might look, with made-up numbers that are the same each time.
final class Samples {

    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    /// A Sunday of 23 hours.
    private static final Instant DAY = Instant.parse("2026-03-28T23:00:00Z");

    private Samples() {}

    static Report energy(int sites) {
        var names = IntStream.rangeClosed(1, sites).mapToObj(Samples::site).toList();
        var sun = series("Generated", sites, site -> 120 + 900.0 / (1 + site) + 40 * Math.sin(site));
        var used = series("Consumed", sites, site -> 150 + 700.0 / (1 + site * 0.7) + 60 * Math.cos(site * 2));
        var net = series("Net", sites, site -> value(sun, site) - value(used, site));
        var odd = series("Anomalies", sites, site -> Math.floorMod(site * 7, 11));
        return new Report(
                "energy",
                "Energy of %s".formatted(sites == 1 ? "1 site" : sites + " sites"),
                "29 March 2026 (Europe/Vienna, 23 hours)",
                List.of(
                        new Fact("Generated", sites == 0 ? "0" : "4,812.6", "kWh"),
                        new Fact("Consumed", sites == 0 ? "0" : "5,120.9", "kWh"),
                        new Fact("Net", sites == 0 ? "0" : "-308.3", "kWh"),
                        new Fact("Anomalies", sites == 0 ? "0" : "61", "of 16,560 readings"),
                        new Fact("Complete", sites == 0 ? "–" : "97.4 %", "of expected intervals")),
                List.of(
                        new Section(
                                "Generation against consumption",
                                sites == 0 ? "No site reported." : "Site-007 consumed 1.9 times what it generated.",
                                new Bars("Site", Axis.linear("Energy", "kWh"), names, List.of(sun, used), false)
                                        .largest(15),
                                table("Energy by site (kWh)", "Site", names, List.of(sun, used, net))),
                        new Section(
                                "Energy over the day",
                                "Consumption was highest at 19:15; nothing arrived from 08:30 to 10:00.",
                                sites == 0
                                        ? new Lines(VIENNA, Axis.linear("Energy", "kWh"), List.of(), List.of())
                                        : day(),
                                table("Energy by site (kWh)", "Site", names, List.of(sun, used))),
                        new Section(
                                "Net balance",
                                "More sites took from the grid than gave to it.",
                                new Bars("Site", Axis.linear("Net energy", "kWh"), names, List.of(net), false)
                                        .largest(15),
                                table("Net energy by site (kWh)", "Site", names, List.of(net))),
                        new Section(
                                "Anomalies across sites",
                                "Site-004 had the most anomalies.",
                                new Bars("Site", Axis.linear("Anomalies", ""), names, List.of(odd), false).largest(15),
                                table("Anomalies by site", "Site", names, List.of(odd))),
                        new Section(
                                "Completeness",
                                "Two sites miss more than a tenth of their intervals.",
                                new Shares(
                                        "Site",
                                        names.subList(0, Math.min(10, sites)),
                                        List.of(
                                                series("Received", Math.min(10, sites), s -> 92 - s % 3 * 6),
                                                series("Missing", Math.min(10, sites), s -> s % 3 * 6))),
                                table("Intervals by site", "Site", names, List.of(odd))),
                        new Section(
                                "Top anomalies",
                                "The largest is 12 times what the site usually consumes.",
                                null,
                                new Table(
                                        "The anomalies that differ most from the usual",
                                        List.of(
                                                Column.text("Time"),
                                                Column.text("Site"),
                                                Column.text("Kind"),
                                                Column.number("Value (kWh)"),
                                                Column.number("Usual (kWh)")),
                                        IntStream.range(0, Math.min(10, sites))
                                                .mapToObj(
                                                        at ->
                                                                List.of(
                                                                        "29 Mar 2026, %02d:15".formatted(8 + at),
                                                                        names.get(at),
                                                                        "consumption too high",
                                                                        number(1200.0 / (at + 1)),
                                                                        number(100)))
                                                .toList()))));
    }

    static Report commerce() {
        var months = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
        var orders = series("Orders on public holidays", 12, month -> 40 + 300 * Math.pow(Math.sin(month), 2));
        var products =
                List.of("Coffee grinder, cast iron", "Trail running shoe", "Rain jacket", "Desk lamp", "Tea kettle");
        var weekdays = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
        var revenue =
                weekdays.stream()
                        .map(day -> series(day, 5, p -> 900 - p * 150 + 200 * Math.sin(p + day.hashCode())))
                        .limit(6)
                        .toList();
        var stars = List.of("1", "2", "3", "4", "5");
        var reviews = series("Reviews", 5, star -> 20 + star * star * 14);
        var shipments =
                List.of(
                        series("On time", 3, c -> 900 - c * 80),
                        series("Late", 3, c -> 60 + c * 44),
                        series("Undelivered", 3, c -> 12));
        return new Report(
                "commerce",
                "The shop on 24 November 2026",
                "Business date 24 November 2026",
                List.of(new Fact("Orders", "12,480", ""), new Fact("Revenue", "€ 603,118", "gross")),
                List.of(
                        new Section(
                                "Orders on public holidays by month",
                                "December has the most orders on public holidays: 326.",
                                new Bars("Month", Axis.linear("Orders", ""), months, List.of(orders), false),
                                table("Orders by month", "Month", months, List.of(orders))),
                        new Section(
                                "Shipments",
                                "7.5 % of the shipments were late and 1.2 % were not delivered.",
                                new Shares("Carrier", List.of("All", "North Post", "Speedy"), shipments),
                                table(
                                        "Shipments by carrier",
                                        "Carrier",
                                        List.of("All", "North Post", "Speedy"),
                                        shipments)),
                        new Section(
                                "Reviews of the best product",
                                "58 % gave five stars.",
                                new Bars("Stars", Axis.linear("Reviews", ""), stars, List.of(reviews), false),
                                table("Reviews by stars", "Stars", stars, List.of(reviews))),
                        new Section(
                                "Revenue by product and day",
                                "Coffee grinders earned most on each day.",
                                new Bars("Product", Axis.linear("Revenue", "€"), products, revenue, true),
                                table("Revenue (€)", "Product", products, revenue))));
    }

    static Report operations() {
        var random = new Random(7);
        var hours = IntStream.range(0, 30 * 24 / 6).mapToObj(at -> DAY.plus(Duration.ofHours(at * 6L))).toList();
        var clouds = new ArrayList<Cloud>();
        for (var outcome : List.of("Completed", "Failed")) {
            var points =
                    IntStream.range(0, outcome.equals("Failed") ? 9 : 140)
                            .mapToObj(at -> Math.pow(10, 3 + 6 * random.nextDouble()))
                            .map(size -> new Point(size / 1e6, 0.3 + size / 4e6 * (0.5 + random.nextDouble())))
                            .toList();
            clouds.add(new Cloud(outcome, points));
        }
        var fates = List.of("energy", "commerce-orders", "commerce-reviews");
        return new Report(
                "operations",
                "Operations in April 2026",
                "29 March to 28 April 2026 (Europe/Vienna)",
                List.of(new Fact("Runs", "1,204", ""), new Fact("Rejected", "3,207", "of 18.2 million records")),
                List.of(
                        new Section(
                                "Runs by outcome",
                                "98.9 % of the runs completed; most failures were on 12 April.",
                                new Lines(
                                        VIENNA,
                                        Axis.linear("Runs", ""),
                                        hours,
                                        List.of(
                                                series("Completed", hours.size(), at -> 11 + random.nextInt(7)),
                                                series(
                                                        "Failed",
                                                        hours.size(),
                                                        at -> at == 55 ? 7 : at % 17 == 0 ? 1 : 0),
                                                series("Refused", hours.size(), at -> at % 9 == 0 ? 2 : 0))),
                                table("Runs", "Time", List.of(), List.of())),
                        new Section(
                                "Records by fate",
                                "One in 5,675 records was rejected.",
                                new Bars(
                                        "Job",
                                        Axis.linear("Records", ""),
                                        fates,
                                        List.of(
                                                series("Written", 3, job -> 9e6 / (job + 1)),
                                                series("Filtered", 3, job -> 1e6 + 3e5 * job),
                                                series("Rejected", 3, job -> 2e5)),
                                        true),
                                table("Records", "Job", List.of(), List.of())),
                        new Section(
                                "Duration against size",
                                "The slowest run took 214 s for 612 MB.",
                                new Points(Axis.logarithmic("Size", "MB"), Axis.logarithmic("Duration", "s"), clouds),
                                table("Runs", "File", List.of(), List.of())),
                        new Section(
                                "Reject codes",
                                "INVALID_JSON accounts for 62 % of the rejects.",
                                new Bars(
                                        "Code",
                                        Axis.linear("Rejects", ""),
                                        List.of("INVALID_JSON", "MISSING_FIELD", "VALUE_OUT_OF_RANGE", "DUPLICATE_KEY"),
                                        List.of(series("Rejects", 4, code -> 2000.0 / (1 + code * code))),
                                        false),
                                table("Rejects", "Code", List.of(), List.of()))));
    }

    /// Names that mean mischief, and shapes of data at the edges.
    static Report odd() {
        var names = Names.ODD;
        var values =
                series(
                        "<b>Values</b> & more, of a series with a name that no legend can hold in one line",
                        names.size(),
                        at -> 0);
        var single = List.of(DAY);
        return new Report(
                "odd",
                "<script>alert(1)</script> & \u202E\u0007",
                "]]> \"period\"",
                List.of(),
                List.of(
                        new Section(
                                "Only zeros",
                                "All of <i>them</i> & " + VisibleText.isolated(names.get(5)) + " are 0.",
                                new Bars("<u>Name</u>", Axis.linear("Nothing]]>", ""), names, List.of(values), false),
                                table("Names", "<u>Name</u>", names, List.of(values))),
                        new Section(
                                "One instant",
                                "There is one.",
                                new Lines(
                                        VIENNA,
                                        Axis.linear("Energy of all of the sites of a fleet together", "kWh"),
                                        single,
                                        names.stream().map(name -> series(name, 1, at -> name.length())).toList()),
                                table("Names", "Name", names, List.of(values))),
                        new Section(
                                "One point",
                                "There is one.",
                                new Points(
                                        Axis.logarithmic("Size", "byte"),
                                        Axis.linear("Duration", "s"),
                                        List.of(new Cloud("<x>", List.of(new Point(1000, -3), new Point(0, 5))))),
                                table("Names", "Name", names, List.of(values))),
                        new Section(
                                "Large and negative",
                                "There are both.",
                                new Bars(
                                        "Name",
                                        Axis.linear("Energy", "kWh"),
                                        names.subList(0, 2),
                                        List.of(series("a", 2, at -> at == 0 ? -3.2e9 : 1e9), series("b", 2, at -> 5)),
                                        true),
                                table("Names", "Name", names, List.of(values)))));
    }

    static List<Entry> index() {
        return List.of(
                new Entry(
                        "energy",
                        "Energy of 12 sites",
                        "29 March 2026 (Europe/Vienna)",
                        Instant.parse("2026-03-30T02:15:00Z"),
                        "energy/2026-03-29/index.html"),
                new Entry(
                        "operations",
                        "Operations in March 2026",
                        "1 to 31 March 2026 (Europe/Vienna)",
                        Instant.parse("2026-04-01T02:15:00Z"),
                        "operations/2026-03/index.html"));
    }

    private static Lines day() {
        var instants = IntStream.range(0, 23 * 4).mapToObj(at -> DAY.plus(Duration.ofMinutes(15L * at))).toList();
        return new Lines(
                VIENNA,
                Axis.linear("Energy", "kWh"),
                instants,
                List.of(
                        gap(series("Generated", 92, at -> Math.max(0, 90 * Math.sin((at - 20) / 17.0)))),
                        gap(
                                series(
                                        "Consumed",
                                        92,
                                        at -> 45 + 25 * Math.sin(at / 9.0) + (at > 68 && at < 80 ? 30 : 0)))));
    }

    private static Series gap(Series series) {
        var values = new ArrayList<@Nullable Double>(series.values());
        for (var at = 30; at < 36; at++) {
            values.set(at, null);
        }
        return new Series(series.name(), values);
    }

    static String site(int number) {
        return number % 5 == 3
                ? "Wastewater treatment plant Leopoldsdorf-%03d".formatted(number)
                : "site-%03d".formatted(number);
    }

    static Series series(String name, int size, IntToDoubleFunction value) {
        return Series.of(name, IntStream.range(0, size).mapToDouble(value).toArray());
    }

    private static Table table(String caption, String first, List<String> names, List<Series> series) {
        var columns = new ArrayList<>(List.of(Column.text(first)));
        series.forEach(each -> columns.add(Column.number(each.name())));
        var rows = new ArrayList<List<String>>();
        for (var at = 0; at < names.size(); at++) {
            var row = new ArrayList<>(List.of(names.get(at)));
            for (var each : series) {
                row.add(number(value(each, at)));
            }
            rows.add(row);
        }
        return new Table(caption, columns, rows);
    }

    private static double value(Series series, int at) {
        var value = series.values().get(at);
        return value == null ? 0 : value;
    }

    private static String number(double value) {
        return String.format(Locale.ENGLISH, "%,.1f", value);
    }
}
