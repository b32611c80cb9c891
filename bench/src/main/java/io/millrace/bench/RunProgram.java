package io.millrace.bench;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.run.Deadline;
import io.millrace.run.RunSettings;
import io.millrace.run.RunState;
import io.millrace.run.StopEarly;

import java.time.Instant;
import java.util.Map;

/// Delivers one message about a file to the application. Arguments: bucket, key, version, size, and what to do.
final class RunProgram {

    /// Which part of the file to do.
    enum Part {
        ALL,
        /// Stops at a deadline after nine tenths of a million readings.
        FIRST_900_000,
        /// Goes on behind the part above.
        REST
    }

    private RunProgram() {}

    static void main(String... arguments) {
        var object = new ObjectVersion(arguments[0], arguments[1], arguments[2], null);
        var arrival = new Arrival(object, Long.parseLong(arguments[3]), null, Instant.EPOCH);
        try (var application = Application.start()) {
            var watch = Stopwatch.start();
            var end = perform(Part.valueOf(arguments[4]), application, arrival);
            var time = watch.figures();
            var totals = application.run(arrival.runId(), end).totals();
            Report.print(
                    time,
                    Footprint.figures(),
                    Map.of(
                            "stepSeconds",
                            application.stepSeconds(arrival.runId()).values().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .sum(),
                            "read",
                            totals.read(),
                            "rejected",
                            totals.rejected()));
        }
    }

    private static RunState perform(Part part, Application application, Arrival arrival) {
        switch (part) {
            case ALL -> application.deliver(arrival, Deadline.none());
            case FIRST_900_000 -> {
                application.deliver(arrival, after(900_000 / application.part(RunSettings.class).chunkSize()));
                return RunState.STARTED;
            }
            case REST -> application.resume(arrival.runId());
        }
        return RunState.COMPLETED;
    }

    /// Time that is over after so many chunks: the engine asks once before each.
    private static Deadline after(int chunks) {
        int[] left = {chunks};
        return new StopEarly(() -> left[0]-- > 0);
    }
}
