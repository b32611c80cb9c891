package io.millrace.report;

import io.millrace.commerce.CommerceResult.BestProduct;
import io.millrace.report.Figure.Bars;
import io.millrace.report.Table.Column;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// The sections of the commerce report on the best product.
record CommerceBestProduct(CommerceFigures figures) {

    private @Nullable BestProduct best() {
        var result = figures.result();
        return result == null || result.bestProduct().name() == null ? null : result.bestProduct();
    }

    Section reviews() {
        var best = best();
        var shares = best == null ? List.<@Nullable BigDecimal>of() : stars(best);
        var stars = IntStream.rangeClosed(1, shares.size()).mapToObj(n -> n + (n == 1 ? " star" : " stars")).toList();
        var finding =
                best == null
                        ? figures.result() == null ? CommerceReport.NO_RESULTS : "There are no reviews."
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

    Section shipments() {
        var best = best();
        var shares = new ArrayList<@Nullable BigDecimal>();
        if (best != null && best.earlyShipments() != null) {
            shares.add(best.earlyShipments());
            shares.add(best.lateShipments());
        }
        var finding =
                best == null
                        ? figures.result() == null
                                ? CommerceReport.NO_RESULTS
                                : "There are no reviews, and so no best product."
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
}
