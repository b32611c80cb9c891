package io.millrace.report;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// A chart, said as data: what is compared with what. How it is drawn is the drawing's business.
sealed interface Figure {

    /// Whether there is nothing to draw.
    boolean isEmpty();

    /// Bars by category: side by side or stacked.
    ///
    /// @param category what the categories are, such as `Site`
    /// @param stacked whether the series add up to a whole
    record Bars(String category, Axis value, List<String> categories, List<Series> series, boolean stacked)
            implements Figure {

        public Bars {
            categories = List.copyOf(categories);
            series = sized(series, categories.size());
        }

        /// The heaviest categories, and the others as one; see [Largest].
        Bars largest(int count) {
            return Largest.of(this, count);
        }

        @Override
        public boolean isEmpty() {
            return series.stream().allMatch(Series::isEmpty);
        }
    }

    /// Lines over time; a gap in the values is a gap in the line.
    ///
    /// @param zone the clock that the time axis shows
    record Lines(ZoneId zone, Axis value, List<Instant> instants, List<Series> series) implements Figure {

        public Lines {
            instants = List.copyOf(instants);
            series = sized(series, instants.size());
        }

        /// The heaviest series, and the others as one; see [Largest].
        Lines largest(int count) {
            return Largest.of(this, count);
        }

        @Override
        public boolean isEmpty() {
            return series.stream().allMatch(Series::isEmpty);
        }
    }

    /// Of what each category consists, in per cent of its sum.
    ///
    /// @param category what the categories are
    record Shares(String category, List<String> categories, List<Series> series) implements Figure {

        public Shares {
            categories = List.copyOf(categories);
            series = sized(series, categories.size());
        }

        @Override
        public boolean isEmpty() {
            return series.stream().allMatch(each -> each.weight() == 0);
        }
    }

    /// Two measures of each thing against each other.
    record Points(Axis x, Axis y, List<Cloud> clouds) implements Figure {

        /// Points of one kind.
        record Cloud(String name, List<Point> points) {

            Cloud {
                points = List.copyOf(points);
            }
        }

        record Point(double x, double y) {}

        public Points {
            clouds = List.copyOf(clouds);
        }

        @Override
        public boolean isEmpty() {
            return clouds.stream().allMatch(cloud -> cloud.points().isEmpty());
        }
    }

    private static List<Series> sized(List<Series> series, int size) {
        for (var each : series) {
            if (each.values().size() != size) {
                throw new IllegalArgumentException(
                        "Series \"%s\" has %d values for %d places".formatted(each.name(), each.values().size(), size));
            }
        }
        return List.copyOf(series);
    }
}
