package io.millrace.report;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.regex.Pattern;

/// The text in a chart: its font, how wide it comes out, and how a name that is too long is shortened. Browsers use
/// their system's font; nearly all of those are narrower than the one that is measured here.
final class Labels {

    static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    /// What the axes can carry on a phone.
    static final double AXIS_TITLE = 250;

    static final double VALUE_TITLE = 180;

    /// Parts an `&` from what would look like an entity with it, which JFreeSVG would not escape. No text from outside
    /// has it: it is none of the characters that [VisibleText] lets pass.
    static final String PARTED = "\uFDD0";

    private static final Pattern ENTITY = Pattern.compile("&(?=(?:lt|gt|amp|apos|quot);)");
    private static final String NAMELESS = "–";

    private static final FontMetrics METRICS = metrics();

    private Labels() {}

    static double width(String text) {
        return METRICS.stringWidth(text);
    }

    /// Whether letters of the text are missing here, so that a browser's may be wider.
    static boolean guessed(String text) {
        return FONT.canDisplayUpTo(text) >= 0;
    }

    /// The text as a chart takes it, no wider than that: beginning and end, which tell names apart, and `…` between.
    static String fit(String text, double width) {
        var all = text.isBlank() ? NAMELESS : ENTITY.matcher(VisibleText.of(text)).replaceAll("&" + PARTED);
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
