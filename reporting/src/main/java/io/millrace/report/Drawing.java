package io.millrace.report;

import org.jfree.chart.JFreeChart;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

import java.awt.geom.Rectangle2D;

/// A chart that is ready to be drawn, and its size.
record Drawing(JFreeChart chart, int width, int height) {

    /// @param id what every id in the SVG begins with
    String svg(String id) {
        var graphics = new SVGGraphics2D(width, height);
        graphics.setDefsKeyPrefix(id);
        graphics.setGeomDoubleConverter(Drawing::tenths);
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        return graphics.getSVGElement(id, false, new ViewBox(0, 0, width, height), null, null);
    }

    /// Finer than a screen shows, and short.
    private static String tenths(double value) {
        var tenths = Math.round(value * 10) / 10.0;
        return tenths == Math.rint(tenths) ? Long.toString((long) tenths) : Double.toString(tenths);
    }
}
