package io.millrace.report;

import io.millrace.commerce.CommerceResult.BestProduct;
import io.millrace.commerce.CommerceResult.HolidayOrders;
import io.millrace.report.CommerceFigures.DayRevenue;
import io.millrace.report.CommerceFigures.ProductRevenue;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.Figure.Shares;
import io.millrace.report.Table.Column;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes the commerce report of its figures.
final class CommerceReport {

    /// How many products have bars of their own.
    private static final int BARS = 20;

    private static final String NO_RESULTS =
            "There are no results of this date: its files have not all come, or their run has not ended.";
    private static final Axis REVENUE = Axis.linear("Revenue", "");

    private final ReportRequest request;
    private final LocalDate date;
    private final CommerceFigures figures;

    CommerceReport(ReportRequest request, CommerceFigures figures) {
        this.request = request;
        this.date = request.period().first();
        this.figures = figures;
    }

    Report report() {
        return new Report(
                ReportKind.COMMERCE.id(),
                "Commerce",
                "Business date " + date,
                facts(),
                List.of(holidays(), shipments(), reviews(), punctuality(), byProduct(), byDay()));
    }

    private BigDecimal revenue() {
        return figures.revenue().stream().map(ProductRevenue::revenue).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<Fact> facts() {
        var result = figures.result();
        var best = result == null ? null : result.bestProduct().name();
        return List.of(
                new Fact("Revenue", Wording.rounded(revenue()), "in a year"),
                new Fact(
                        "Orders",
                        Wording.count(figures.revenue().stream().mapToLong(ProductRevenue::orders).sum()),
                        "in a year"),
                new Fact("Shipments", Wording.count(figures.shipments()), ""),
                new Fact("Best product", best == null ? "none" : best, "by its reviews"));
    }

    private Section holidays() {
        var orders = figures.result() == null ? List.<Long>of() : byMonth(figures.result().holidayOrders());
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
                                                months.get(most.orElseThrow()),
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
        return month.getDisplayName(TextStyle.SHORT, Locale.ROOT);
    }

    private static List<Long> byMonth(HolidayOrders orders) {
        return List.of(
                orders.jan(),
                orders.feb(),
                orders.mar(),
                orders.apr(),
                orders.may(),
                orders.jun(),
                orders.jul(),
                orders.aug(),
                orders.sep(),
                orders.oct(),
                orders.nov(),
                orders.dec());
    }

    private Section shipments() {
        var result = figures.result();
        var late = result == null ? 0 : result.shipments().late();
        var undelivered = result == null ? 0 : result.shipments().undelivered();
        var counts = new TreeMap<String, Long>();
        var all = figures.shipments();
        if (result != null) {
            counts.putAll(Map.of("Late", late, "Undelivered", undelivered, "Neither", all - late - undelivered));
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

    private @Nullable BestProduct best() {
        var result = figures.result();
        return result == null || result.bestProduct().name() == null ? null : result.bestProduct();
    }

    private Section reviews() {
        var best = best();
        var shares = best == null ? List.<@Nullable BigDecimal>of() : stars(best);
        var stars = IntStream.rangeClosed(1, shares.size()).mapToObj(n -> n + (n == 1 ? " star" : " stars")).toList();
        var finding =
                best == null
                        ? figures.result() == null ? NO_RESULTS : "There are no reviews."
                        : "The best product is %s, with %s of review; %s of its reviews give five stars."
                                .formatted(
                                        best.name(),
                                        Wording.count(
                                                Objects.requireNonNullElse(best.reviewPoints(), 0L), "point", "points"),
                                        percent(best.fiveStar()));
        return percentages("Reviews of the best product", finding, "Stars", "Share of its reviews", stars, shares);
    }

    private static List<@Nullable BigDecimal> stars(BestProduct best) {
        var stars = new ArrayList<@Nullable BigDecimal>();
        stars.add(best.oneStar());
        stars.add(best.twoStar());
        stars.add(best.threeStar());
        stars.add(best.fourStar());
        stars.add(best.fiveStar());
        return stars;
    }

    private Section punctuality() {
        var best = best();
        var shares = new ArrayList<@Nullable BigDecimal>();
        if (best != null && best.earlyShipments() != null) {
            shares.add(best.earlyShipments());
            shares.add(best.lateShipments());
        }
        var finding =
                best == null
                        ? figures.result() == null ? NO_RESULTS : "There are no reviews, and so no best product."
                        : !shares.isEmpty()
                                ? "%s of the shipments of %s were early, and %s are late."
                                        .formatted(
                                                percent(best.earlyShipments()),
                                                best.name(),
                                                percent(best.lateShipments()))
                                : "There are no shipments of %s.".formatted(best.name());
        return percentages(
                "Shipments of the best product",
                finding,
                "Shipments",
                "Share of its shipments",
                shares.isEmpty() ? List.of() : List.of("Early", "Late"),
                shares);
    }

    private static String percent(@Nullable BigDecimal share) {
        return share == null ? "none" : share.stripTrailingZeros().toPlainString() + " %";
    }

    private static Section percentages(
            String title,
            String finding,
            String category,
            String what,
            List<String> names,
            List<@Nullable BigDecimal> shares) {
        var values = new ArrayList<@Nullable Double>();
        shares.forEach(share -> values.add(share == null ? null : share.doubleValue()));
        return new Section(
                title,
                finding,
                new Bars(category, Axis.linear(what, "%"), names, List.of(new Series(what, values)), false),
                new Table(
                        title,
                        List.of(Column.text(category), Column.number("Share")),
                        IntStream.range(0, names.size())
                                .mapToObj(n -> List.of(names.get(n), percent(shares.get(n))))
                                .toList()));
    }

    private Section byProduct() {
        var products = figures.revenue();
        var finding =
                products.isEmpty()
                        ? "There are no orders in the year that ends with the date."
                        : "%s brought in most, %s of %s."
                                .formatted(
                                        products.getFirst().product(),
                                        Wording.rounded(products.getFirst().revenue()),
                                        Wording.rounded(revenue()));
        return new Section(
                "Revenue by product",
                finding,
                new Bars(
                                "Product",
                                REVENUE,
                                products.stream().map(ProductRevenue::product).toList(),
                                List.of(Series.of("Revenue", products, product -> product.revenue().doubleValue())),
                                false)
                        .largest(BARS),
                new Table(
                        "Revenue by product in the year that ends with the date",
                        List.of(Column.text("Product"), Column.number("Orders"), Column.number("Revenue")),
                        products.stream()
                                .map(
                                        product ->
                                                List.of(
                                                        product.product(),
                                                        Wording.count(product.orders()),
                                                        Wording.exact(product.revenue())))
                                .toList()));
    }

    private Section byDay() {
        var days = figures.days().stream().map(DayRevenue::day).distinct().sorted().toList();
        var all = days.isEmpty() ? days : days.getFirst().datesUntil(days.getLast().plusDays(1)).toList();
        var series = new ArrayList<Series>();
        figures.revenue().stream()
                .limit(CommerceSource.LINES)
                .map(ProductRevenue::product)
                .forEach(product -> series.add(line(product, all, sale -> product.equals(sale.product()))));
        if (figures.days().stream().anyMatch(sale -> sale.product() == null)) {
            series.add(line("All others", all, sale -> sale.product() == null));
        }
        var sums =
                figures.days().stream()
                        .collect(
                                Collectors.groupingBy(
                                        DayRevenue::day,
                                        TreeMap::new,
                                        Collectors.reducing(BigDecimal.ZERO, DayRevenue::revenue, BigDecimal::add)));
        var finding =
                sums.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(
                                day ->
                                        "The best day was %s, with %s."
                                                .formatted(day.getKey(), Wording.rounded(day.getValue())))
                        .orElse("There are no orders in the year that ends with the date.");
        return new Section(
                "Revenue by day",
                finding,
                new Lines(
                        request.zone(),
                        REVENUE,
                        all.stream().map(day -> day.atStartOfDay(request.zone()).toInstant()).toList(),
                        series),
                new Table(
                        "Revenue by day and product",
                        List.of(Column.text("Day"), Column.text("Product"), Column.number("Revenue")),
                        figures.days().stream()
                                .map(
                                        sale ->
                                                List.of(
                                                        sale.day().toString(),
                                                        Objects.requireNonNullElse(sale.product(), "All others"),
                                                        Wording.exact(sale.revenue())))
                                .toList()));
    }

    private Series line(String name, List<LocalDate> days, Predicate<DayRevenue> which) {
        var revenue =
                figures.days().stream().filter(which).collect(Collectors.toMap(DayRevenue::day, DayRevenue::revenue));
        return Series.of(name, days, day -> revenue.getOrDefault(day, BigDecimal.ZERO).doubleValue());
    }
}
