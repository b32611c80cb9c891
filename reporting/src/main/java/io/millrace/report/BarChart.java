package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Shares;

import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

import java.util.List;

/// Bars by category. They stand where all names fit below them, and lie as a list where they do not.
record BarChart(String category, NumberAxis axis, List<String> categories, List<Series> series, boolean stacked) {

    private static final int THICKNESS = 13;
    private static final int GAP = 12;
    private static final int AROUND = 60;

    static BarChart of(Bars bars) {
        return new BarChart(
                bars.category(),
                ValueAxes.linear(bars.value().title(), bars.value().unit().isEmpty()),
                bars.categories(),
                bars.series(),
                bars.stacked());
    }

    static BarChart of(Shares shares) {
        return new BarChart(shares.category(), ValueAxes.percent(), shares.categories(), Percentages.of(shares), true);
    }

    Drawing on(Canvas canvas) {
        var lying = lying(canvas);
        var plot = new CategoryPlot(data(canvas, lying), categoryAxis(lying), axis, renderer());
        plot.setOrientation(lying ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL);
        Theme.grid(plot);
        return Theme.drawing(plot, series.size(), canvas.width, lying ? listHeight(canvas) : canvas.height);
    }

    private boolean lying(Canvas canvas) {
        var slot = (canvas.width - 90.0) / Math.max(1, categories.size()) - 8;
        return categories.stream().map(VisibleText::of).anyMatch(name -> Labels.width(name) > slot);
    }

    private int listHeight(Canvas canvas) {
        var bars = stacked ? 1.5 : series.size();
        var legend = series.size() > 1 ? 22 * (1 + series.size() * 110 / canvas.width) : 0;
        return (int) (categories.size() * (bars * THICKNESS + GAP)) + AROUND + legend;
    }

    private DefaultCategoryDataset data(Canvas canvas, boolean lying) {
        var data = new DefaultCategoryDataset();
        for (var s = 0; s < series.size(); s++) {
            var name = new Name(s, Labels.fit(series.get(s).name(), canvas.names() * 2));
            for (var c = 0; c < categories.size(); c++) {
                var width = lying ? canvas.names() : canvas.width;
                data.addValue(series.get(s).values().get(c), name, new Name(c, Labels.fit(categories.get(c), width)));
            }
        }
        return data;
    }

    private CategoryAxis categoryAxis(boolean lying) {
        // A list of names needs no title to be understood, and it would cost a phone a tenth of its width.
        var names = new CategoryAxis(lying ? null : category);
        Theme.axis(names);
        names.setTickMarksVisible(false);
        names.setMaximumCategoryLabelLines(1);
        names.setMaximumCategoryLabelWidthRatio(10);
        names.setCategoryMargin(lying ? (double) GAP / (THICKNESS * (stacked ? 1.5 : series.size()) + GAP) : 0.3);
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        return names;
    }

    private BarRenderer renderer() {
        var renderer = stacked ? new StackedBarRenderer() : new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0);
        renderer.setMaximumBarWidth(0.2);
        renderer.setDrawBarOutline(series.size() > 1);
        renderer.setDefaultLegendShape(Theme.mark(1));
        for (var s = 0; s < series.size(); s++) {
            renderer.setSeriesPaint(s, Ink.ofSeries(s).paint());
            renderer.setSeriesOutlinePaint(s, Ink.PANEL.paint());
            renderer.setSeriesOutlineStroke(s, Theme.seam());
        }
        return renderer;
    }

    /// Names may be the same; places are not.
    private record Name(int place, String text) implements Comparable<Name> {

        @Override
        public int compareTo(Name other) {
            return Integer.compare(place, other.place);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
