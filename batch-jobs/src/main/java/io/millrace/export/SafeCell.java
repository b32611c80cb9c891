package io.millrace.export;

/// Text for a cell of a CSV file that people open with a spreadsheet program. Such a program takes a cell that begins
/// like a formula for one, and a formula can send the sheet's content away; an apostrophe before it makes it text
/// again.
public final class SafeCell {

    /// ASCII and the full-width forms that some programs fold to it.
    private static final String FORMULA_BEGINS = "=+-@\t\r\n＝＋－＠";

    private SafeCell() {}

    /// The text, made harmless.
    public static String of(String text) {
        // White space is skipped by some programs before they look for a formula.
        var first = text.stripLeading();
        var harmless = first.isEmpty() || FORMULA_BEGINS.indexOf(first.charAt(0)) < 0;
        return harmless && (text.isEmpty() || FORMULA_BEGINS.indexOf(text.charAt(0)) < 0) ? text : "'" + text;
    }
}
