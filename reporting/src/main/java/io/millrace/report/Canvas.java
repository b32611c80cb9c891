package io.millrace.report;

/// What a chart is drawn for. A chart for a desktop shrunk to a phone has letters that nobody can read, so each is
/// drawn for both, and the style sheet shows one.
enum Canvas {
    WIDE(760, 300, 7),
    NARROW(340, 250, 4);

    final int width;

    /// The usual height; lists of bars are as high as they need.
    final int height;

    /// Into how many parts an axis of values may be divided.
    final int parts;

    Canvas(int width, int height, int parts) {
        this.width = width;
        this.height = height;
        this.parts = parts;
    }

    /// A name as a legend shows it.
    String inLegend(String name) {
        return Labels.fit(name, names() * 2);
    }

    /// As much of the width as names may take.
    double names() {
        return width * 0.34;
    }
}
