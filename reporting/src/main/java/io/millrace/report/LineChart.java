package io.millrace.report;

import io.millrace.report.Figure.Lines;

import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

import java.awt.geom.Line2D;
import java.util.List;

/// Lines over time, with marks where they are few enough to be told apart or where a value stands alone between gaps.
record LineChart(Lines lines) {

    private static final int MARKED = 32;

    Drawing on(Canvas canvas) {
        var values = ValueAxes.of(lines.value());
        var times = new TimeAxis(lines.zone(), lines.instants()).axis();
        var plot = new XYPlot(data(canvas), times, values, renderer());
        ValueAxes.divide(values, lines.value(), canvas.parts);
        Theme.grid(plot, false);
        plot.setRangeZeroBaselineVisible(true);
        plot.setRangeZeroBaselinePaint(Ink.FAINT.paint());
        var names = lines.series().stream().map(Series::name).map(canvas::inLegend).toList();
        return Theme.drawing(plot, names, canvas.width, canvas.height);
    }

    private XYSeriesCollection data(Canvas canvas) {
        var data = new XYSeriesCollection();
        for (var s = 0; s < lines.series().size(); s++) {
            var series = lines.series().get(s);
            // Names may be the same; JFreeChart wants them apart.
            var drawn = new XYSeries(s, false, true);
            drawn.setDescription(canvas.inLegend(series.name()));
            for (var at = 0; at < lines.instants().size(); at++) {
                drawn.add((Number) lines.instants().get(at).toEpochMilli(), series.values().get(at));
            }
            data.addSeries(drawn);
        }
        return data;
    }

    private XYLineAndShapeRenderer renderer() {
        var renderer = new MarkedLines();
        renderer.setLegendItemLabelGenerator((data, s) -> ((XYSeriesCollection) data).getSeries(s).getDescription());
        renderer.setLegendLine(new Line2D.Double(-14, 0, 14, 0));
        renderer.setDrawSeriesLineAsPath(true);
        for (var s = 0; s < lines.series().size(); s++) {
            renderer.setSeriesPaint(s, Ink.ofSeries(s).paint());
            renderer.setSeriesStroke(s, Theme.line(s));
            renderer.setSeriesShape(s, Theme.mark(s));
        }
        return renderer;
    }

    private final class MarkedLines extends XYLineAndShapeRenderer {

        private static final long serialVersionUID = 1;

        @Override
        public boolean getItemShapeVisible(int series, int item) {
            var values = lines.series().get(series).values();
            return values.size() <= MARKED || (at(values, item - 1) == null && at(values, item + 1) == null);
        }

        private static @Nullable Double at(List<@Nullable Double> values, int item) {
            return item < 0 || item >= values.size() ? null : values.get(item);
        }
    }
}
