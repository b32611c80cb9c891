package io.millrace.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A deadline that passes when a test says so, whatever the clock says, in an invocation that goes on.
///
/// @param goOn asked once before each chunk and each piece of work
public record StopEarly(BooleanSupplier goOn) implements Deadline {

    @Override
    public Duration remaining() {
        return goOn.getAsBoolean() ? Duration.ofHours(1) : Duration.ofSeconds(-1);
    }

    @Override
    public Duration untilInvocationEnds() {
        return Duration.ofHours(1);
    }
}
