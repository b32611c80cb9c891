package io.millrace.report;

import io.millrace.report.CommerceFigures.DayRevenue;
import io.millrace.report.CommerceFigures.ProductRevenue;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.Table.Column;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The sections of the commerce report on revenue.
record CommerceRevenue(ReportRequest request, CommerceFigures figures) {

    private static final Axis REVENUE = Axis.linear("Revenue", "");

    /// How many products have bars of their own.
    private static final int BARS = 20;

    BigDecimal total() {
        return figures.revenue().stream().map(ProductRevenue::revenue).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Section byProduct() {
        var products = figures.revenue();
        var finding =
                products.isEmpty()
                        ? "There are no orders in the year that ends with the date."
                        : "%s brought in most, %s of %s."
                                .formatted(
                                        products.getFirst().product(),
                                        Wording.rounded(products.getFirst().revenue()),
                                        Wording.rounded(total()));
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

    Section byDay() {
        var sums =
                figures.days().stream()
                        .collect(
                                Collectors.groupingBy(
                                        DayRevenue::day,
                                        TreeMap::new,
                                        Collectors.reducing(BigDecimal.ZERO, DayRevenue::revenue, BigDecimal::add)));
        var days =
                sums.isEmpty() ? List.<LocalDate>of() : sums.firstKey().datesUntil(sums.lastKey().plusDays(1)).toList();
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
                        days.stream().map(day -> day.atStartOfDay(request.zone()).toInstant()).toList(),
                        List.of(
                                Series.of(
                                        "All products",
                                        days,
                                        day -> sums.getOrDefault(day, BigDecimal.ZERO).doubleValue()))),
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
}
