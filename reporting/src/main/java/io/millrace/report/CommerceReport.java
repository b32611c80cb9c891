package io.millrace.report;

import io.millrace.report.CommerceFigures.ProductRevenue;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Shares;
import io.millrace.report.Table.Column;

import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes the commerce report of its figures.
final class CommerceReport {

    static final String NO_RESULTS =
            "There are no results of this date: its files have not all come, or their run has not ended.";

    private final ReportRequest request;
    private final LocalDate date;
    private final CommerceFigures figures;

    CommerceReport(ReportRequest request, CommerceFigures figures) {
        this.request = request;
        this.date = request.period().first();
        this.figures = figures;
    }

    Report report() {
        var best = new CommerceBestProduct(figures);
        var revenue = new CommerceRevenue(request, figures);
        return new Report(
                ReportKind.COMMERCE.id(),
                "Commerce",
                "Business date " + date,
                facts(),
                List.of(
                        holidays(),
                        shipments(),
                        best.reviews(),
                        best.shipments(),
                        revenue.byProduct(),
                        revenue.byDay()));
    }

    private List<Fact> facts() {
        var result = figures.result();
        var best = result == null ? null : result.bestProduct().name();
        return List.of(
                new Fact("Revenue", Wording.rounded(new CommerceRevenue(request, figures).total()), "in a year"),
                new Fact(
                        "Orders",
                        Wording.count(figures.revenue().stream().mapToLong(ProductRevenue::orders).sum()),
                        "in a year"),
                new Fact("Shipments", Wording.count(figures.shipments()), ""),
                new Fact("Best product", best == null ? "none" : best, "by its reviews"));
    }

    private Section holidays() {
        var orders = figures.result() == null ? List.<Long>of() : figures.result().holidayOrders().byMonth();
        var months =
                orders.isEmpty() ? List.<String>of() : Stream.of(Month.values()).map(CommerceReport::name).toList();
        var all = orders.stream().mapToLong(Long::longValue).sum();
        var most = IntStream.range(0, orders.size()).boxed().max(Comparator.comparing(orders::get));
        var finding =
                orders.isEmpty()
                        ? NO_RESULTS
                        : all == 0
                                ? "No order of the year that ends with the date was placed on a public holiday."
                                : "%s placed on public holidays, most of them in %s (%s)."
                                        .formatted(
                                                Wording.count(all, "order was", "orders were"),
                                                Month.of(most.orElseThrow() + 1)
                                                        .getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                                                Wording.count(orders.get(most.orElseThrow())));
        return new Section(
                "Orders on public holidays",
                finding,
                new Bars(
                        "Month",
                        Axis.linear("Orders", ""),
                        months,
                        List.of(Series.of("Orders", orders, Long::doubleValue)),
                        false),
                new Table(
                        "Orders on public holidays by month",
                        List.of(Column.text("Month"), Column.number("Orders")),
                        IntStream.range(0, orders.size())
                                .mapToObj(month -> List.of(months.get(month), Wording.count(orders.get(month))))
                                .toList()));
    }

    private static String name(Month month) {
        return month.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    private Section shipments() {
        var result = figures.result();
        var late = result == null ? 0 : result.shipments().late();
        var undelivered = result == null ? 0 : result.shipments().undelivered();
        var counts = new LinkedHashMap<String, Long>();
        var all = figures.shipments();
        if (result != null) {
            counts.put("Late", late);
            counts.put("Undelivered", undelivered);
            counts.put("Neither", all - late - undelivered);
        }
        var finding =
                result == null
                        ? NO_RESULTS
                        : "Of %s, %s late (%s) and %s undelivered (%s)."
                                .formatted(
                                        Wording.count(all, "shipment", "shipments"),
                                        Wording.count(late, "is", "are"),
                                        Wording.share(late, all),
                                        Wording.count(undelivered, "is", "are"),
                                        Wording.share(undelivered, all));
        return new Section(
                "Late and undelivered shipments",
                finding,
                new Shares(
                        "Shipments",
                        List.of("All shipments"),
                        counts.entrySet().stream()
                                .map(count -> Series.of(count.getKey(), List.of(count.getValue()), Long::doubleValue))
                                .toList()),
                new Table(
                        "All shipments",
                        List.of(Column.text("Shipments"), Column.number("Number"), Column.number("Share")),
                        counts.entrySet().stream()
                                .map(
                                        count ->
                                                List.of(
                                                        count.getKey(),
                                                        Wording.count(count.getValue()),
                                                        Wording.share(count.getValue(), all)))
                                .toList()));
    }
}
