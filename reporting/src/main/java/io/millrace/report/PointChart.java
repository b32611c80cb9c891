package io.millrace.report;

import io.millrace.report.Figure.Points;
import io.millrace.report.Figure.Points.Cloud;

import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// Points of two measures; each kind has its colour and its mark.
record PointChart(Points points) {

    Drawing on(Canvas canvas) {
        var x = ValueAxes.of(points.x());
        var y = ValueAxes.of(points.y());
        var plot = new XYPlot(data(canvas), x, y, renderer());
        ValueAxes.divide(x, points.x(), canvas.parts);
        ValueAxes.divide(y, points.y(), canvas.parts);
        Theme.grid(plot, true);
        var names = points.clouds().stream().map(Cloud::name).map(canvas::inLegend).toList();
        return Theme.drawing(plot, names, canvas.width, canvas.height);
    }

    private XYSeriesCollection data(Canvas canvas) {
        var data = new XYSeriesCollection();
        for (var c = 0; c < points.clouds().size(); c++) {
            var cloud = points.clouds().get(c);
            var drawn = new XYSeries(c, false, true);
            drawn.setDescription(canvas.inLegend(cloud.name()));
            for (var point : cloud.points()) {
                var x = ValueAxes.place(points.x(), point.x());
                var y = ValueAxes.place(points.y(), point.y());
                if (Double.isFinite(x) && Double.isFinite(y)) {
                    drawn.add(x, y);
                }
            }
            data.addSeries(drawn);
        }
        return data;
    }

    private XYLineAndShapeRenderer renderer() {
        var renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setLegendItemLabelGenerator((data, s) -> ((XYSeriesCollection) data).getSeries(s).getDescription());
        renderer.setDrawOutlines(true);
        renderer.setUseOutlinePaint(true);
        for (var c = 0; c < points.clouds().size(); c++) {
            renderer.setSeriesPaint(c, Ink.ofSeries(c).paint());
            renderer.setSeriesOutlinePaint(c, Ink.PANEL.paint());
            renderer.setSeriesShape(c, Theme.mark(c));
        }
        return renderer;
    }
}
