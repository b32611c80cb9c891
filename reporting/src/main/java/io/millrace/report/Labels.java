package io.millrace.report;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/// The text in a chart: its font, how wide it comes out, and how a name that is too long is shortened. Browsers use
/// their system's font; nearly all of those are narrower than the one that is measured here.
final class Labels {

    static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /// Stands for `&`, which JFreeSVG leaves alone where it looks like an entity.
    static final char AMPERSAND = '\uE026';

    private static final FontMetrics METRICS = metrics();

    private Labels() {}

    static double width(String text) {
        return METRICS.stringWidth(text);
    }

    /// The text as a chart takes it, no wider than that: beginning and end, which tell names apart, and `…` between.
    static String fit(String text, double width) {
        var all = VisibleText.of(text).replace('&', AMPERSAND);
        if (width(all) <= width) {
            return all;
        }
        var characters = all.codePoints().toArray();
        for (var kept = characters.length - 1; kept > 1; kept--) {
            var tail = kept / 3;
            var head = kept - tail;
            var shortened =
                    new String(characters, 0, head) + "…" + new String(characters, characters.length - tail, tail);
            if (width(shortened) <= width) {
                return shortened;
            }
        }
        return "…";
    }

    private static FontMetrics metrics() {
        var graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        return graphics.getFontMetrics(FONT);
    }
}
