package io.millrace.report;

import io.millrace.report.Figure.Bars;
import io.millrace.report.Figure.Lines;
import io.millrace.report.Figure.Points;
import io.millrace.report.Figure.Shares;

/// From a figure to inline SVG.
final class Charts {

    private Charts() {}

    /// @param id of the SVG in its page
    static String svg(Section section, Figure figure, Canvas canvas, String id) {
        return ThemedSvg.of(drawing(figure, canvas).svg(id), id, section.title(), section.finding());
    }

    private static Drawing drawing(Figure figure, Canvas canvas) {
        return switch (figure) {
            case Bars bars -> BarChart.of(bars).on(canvas);
            case Shares shares -> BarChart.of(shares).on(canvas);
            case Lines lines -> new LineChart(lines).on(canvas);
            case Points points -> new PointChart(points).on(canvas);
        };
    }
}
