package io.millrace.report;

/// What a chart is drawn for. A chart for a desktop shrunk to a phone has letters that nobody can read, so each is
/// drawn for both, and the style sheet shows one.
enum Canvas {
    WIDE(760, 320),
    NARROW(340, 270);

    final int width;

    /// The usual height; lists of bars are as high as they need.
    final int height;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /// As much of the width as names may take.
    double names() {
        return width * 0.34;
    }
}
