package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Shares;

import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

import java.awt.geom.Rectangle2D;
import java.util.List;

/// Bars by category. They stand where there are some and all of their names fit below them; else they lie as a list.
record BarChart(String category, Axis value, List<String> categories, List<Series> series, boolean stacked) {

    private static final int THICKNESS = 13;
    private static final int GAP = 12;
    private static final int AROUND = 60;

    static BarChart of(Bars bars) {
        return new BarChart(bars.category(), bars.value(), bars.categories(), bars.series(), bars.stacked());
    }

    static BarChart of(Shares shares) {
        var share = Axis.linear("Share", "%");
        return new BarChart(shares.category(), share, shares.categories(), Percentages.of(shares), true);
    }

    Drawing on(Canvas canvas) {
        var lying = lying(canvas);
        var values = ValueAxes.of(value);
        var plot = new CategoryPlot(data(canvas, lying), categoryAxis(lying), values, renderer(lying));
        plot.setOrientation(lying ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL);
        ValueAxes.divide(values, value, canvas.parts);
        Theme.grid(plot);
        var names = series.stream().map(Series::name).map(canvas::inLegend).toList();
        return Theme.drawing(plot, names, canvas.width, lying ? listHeight() : canvas.height);
    }

    private boolean lying(Canvas canvas) {
        var slot = (canvas.width - 90.0) / Math.max(1, categories.size()) - 8;
        return categories.size() < 3
                || categories.stream().map(VisibleText::of).anyMatch(name -> Labels.width(name) > slot);
    }

    private int listHeight() {
        var bars = stacked ? 1.5 : series.size();
        return (int) (categories.size() * (bars * THICKNESS + GAP)) + AROUND;
    }

    private DefaultCategoryDataset data(Canvas canvas, boolean lying) {
        var data = new DefaultCategoryDataset();
        for (var s = 0; s < series.size(); s++) {
            var name = new Name(s, canvas.inLegend(series.get(s).name()));
            for (var c = 0; c < categories.size(); c++) {
                var width = lying ? canvas.names() : canvas.width;
                data.addValue(series.get(s).values().get(c), name, new Name(c, Labels.fit(categories.get(c), width)));
            }
        }
        return data;
    }

    private CategoryAxis categoryAxis(boolean lying) {
        // A list of names needs no title to be understood, and it would cost a phone a tenth of its width.
        var names = new CategoryAxis(lying ? null : Labels.fit(category, Labels.AXIS_TITLE));
        Theme.axis(names);
        names.setTickMarksVisible(false);
        names.setMaximumCategoryLabelLines(1);
        names.setMaximumCategoryLabelWidthRatio(10);
        names.setCategoryMargin(lying ? (double) GAP / (THICKNESS * (stacked ? 1.5 : series.size()) + GAP) : 0.3);
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        return names;
    }

    private BarRenderer renderer(boolean lying) {
        var renderer = stacked ? new StackedBarRenderer() : new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.08);
        renderer.setMaximumBarWidth(lying ? 1 : 0.2);
        renderer.setDrawBarOutline(stacked);
        renderer.setDefaultLegendShape(new Rectangle2D.Double(-5, -5, 10, 10));
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
