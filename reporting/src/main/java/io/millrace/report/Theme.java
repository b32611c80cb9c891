package io.millrace.report;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemSource;
import org.jfree.chart.axis.AxisLabelLocation;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/// What all charts have in common: no frames, faint grid lines for the values, a legend above where there is something
/// to tell apart, and marks and dashes for eyes that do not go by colour.
final class Theme {

    static final Stroke THIN = new BasicStroke(1);

    private static final int LEGEND_ROW = 20;
    private static final int LEGEND_MARK = 50;
    private static final float[][] DASHES = {{}, {8, 3}, {2, 3}, {9, 3, 2, 3}, {14, 4}, {4, 4}};

    static {
        // Else the titles of upright axes would be shapes of letters, which nobody can search or hear.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private Theme() {}

    /// @param names of the series, for the legend
    /// @param height without the legend
    static Drawing drawing(Plot plot, List<String> names, int width, int height) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        var chart = new JFreeChart(null, Labels.FONT, plot, false);
        chart.setBackgroundPaint(null);
        // Half of the last tick's label stands beside the plot.
        chart.setPadding(new RectangleInsets(10, 2, 2, 26));
        if (names.size() == 1) {
            return new Drawing(chart, width, height);
        }
        chart.addLegend(legend(plot));
        return new Drawing(chart, width, height + LEGEND_ROW * legendRows(names, width));
    }

    static void grid(CategoryPlot plot) {
        plot.setRangeGridlinePaint(Ink.LINE.paint());
        plot.setRangeGridlineStroke(THIN);
        plot.setRangeZeroBaselineVisible(true);
        plot.setRangeZeroBaselinePaint(Ink.FAINT.paint());
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    }

    static void grid(XYPlot plot, boolean vertical) {
        plot.setRangeGridlinePaint(Ink.LINE.paint());
        plot.setRangeGridlineStroke(THIN);
        plot.setDomainGridlinesVisible(vertical);
        plot.setDomainGridlinePaint(Ink.LINE.paint());
        plot.setDomainGridlineStroke(THIN);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    }

    static void axis(org.jfree.chart.axis.Axis axis) {
        axis.setLabelFont(Labels.FONT);
        axis.setLabelPaint(Ink.FAINT.paint());
        axis.setLabelLocation(AxisLabelLocation.MIDDLE);
        axis.setTickLabelFont(Labels.FONT);
        axis.setTickLabelPaint(Ink.TEXT.paint());
        axis.setAxisLinePaint(Ink.FAINT.paint());
        axis.setTickMarkPaint(Ink.FAINT.paint());
    }

    /// The outline between bars, in the colour of the page.
    static Stroke seam() {
        return new BasicStroke(1.5f);
    }

    static Stroke line(int series) {
        // With each round of the colours, others.
        var dash = DASHES[(series + series / DASHES.length) % DASHES.length];
        return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash.length == 0 ? null : dash, 0);
    }

    static Shape mark(int series) {
        return switch (series % 4) {
            case 0 -> new Ellipse2D.Double(-3.5, -3.5, 7, 7);
            case 1 -> new Rectangle2D.Double(-3, -3, 6, 6);
            case 2 -> polygon(0, -4.5, 4.5, 3.5, -4.5, 3.5);
            default -> polygon(0, -5, 5, 0, 0, 5, -5, 0);
        };
    }

    private static LegendTitle legend(LegendItemSource source) {
        var legend = new LegendTitle(source);
        legend.setItemFont(Labels.FONT);
        legend.setItemPaint(Ink.TEXT.paint());
        legend.setBackgroundPaint(null);
        legend.setFrame(BlockBorder.NONE);
        legend.setPosition(RectangleEdge.TOP);
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setLegendItemGraphicPadding(new RectangleInsets(2, 0, 2, 4));
        legend.setItemLabelPadding(new RectangleInsets(2, 2, 2, 14));
        legend.setMargin(0, 0, 8, 0);
        return legend;
    }

    private static int legendRows(List<String> names, int width) {
        var rows = 1;
        var used = 0.0;
        for (var name : names) {
            var item = Labels.width(name) + LEGEND_MARK;
            if (used > 0 && used + item > width - 30) {
                rows++;
                used = 0;
            }
            used += item;
        }
        return rows;
    }

    private static Shape polygon(double... places) {
        var path = new Path2D.Double();
        path.moveTo(places[0], places[1]);
        for (var at = 2; at < places.length; at += 2) {
            path.lineTo(places[at], places[at + 1]);
        }
        path.closePath();
        return path;
    }
}
