package io.millrace.run;

import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// What came of a delivery, and so what is to become of its message.
public sealed interface Outcome {

    /// The run completed, in this delivery.
    record Completed(Run run) implements Outcome {}

    /// The run stopped before the deadline; the message that continues it has been sent.
    record Continues(Run run) implements Outcome {}

    /// The run failed in this delivery or in an earlier one. Its message goes back to the queue, and after the queue's
    /// number of receives to the dead-letter queue.
    record Failed(Run run) implements Outcome {}

    /// The run is in a state in which a delivery changes nothing: done before, stopped by an operator, superseded,
    /// gone.
    record Settled(Run run) implements Outcome {}

    /// The newest content of a key, announced once more after its run had completed and was deleted.
    record DoneBefore(ObjectVersion object) implements Outcome {}

    /// Another worker owns the run. Its own message comes back if it dies, and the sweeper looks for dead ones.
    record Busy(RunId run, @Nullable Instant until) implements Outcome {}

    /// The file is one of a set, which waits for the others.
    record Waiting(String set, List<String> missing) implements Outcome {}

    /// No route takes the object.
    record Unrouted(ObjectVersion object) implements Outcome {}

    /// A command that asks for what is not there or not legal any more; repeating it does not help.
    record Refused(Reason reason) implements Outcome {}

    /// Whether the message is done with.
    default boolean acknowledged() {
        return switch (this) {
            case Failed failed -> false;
            case Completed c -> true;
            case Continues c -> true;
            case Settled s -> true;
            case DoneBefore d -> true;
            case Busy b -> true;
            case Waiting w -> true;
            case Unrouted u -> true;
            case Refused r -> true;
        };
    }
}
