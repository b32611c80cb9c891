package io.millrace.arrival;

import java.util.List;

/// What one message of the queue asks for: to take in what arrived, or to go on with a run in some way.
///
/// Everything that makes a run work travels through the queue, so that a run has the function's whole time. Arrivals
/// are recorded before anything else is done; the other messages are hints at what is recorded and due, and may be
/// lost.
public sealed interface Delivery {

    /// Objects were announced.
    ///
    /// @param arrivals the new object versions, in the message's order; may be empty
    /// @param ignored the names of the events that announce no new object, such as `ObjectRemoved:Delete` or
    ///   `s3:TestEvent`: to be counted and acknowledged
    record Arrivals(List<Arrival> arrivals, List<String> ignored) implements Delivery {

        public Arrivals {
            arrivals = List.copyOf(arrivals);
            ignored = List.copyOf(ignored);
        }

        /// Arrivals beside which nothing had to be ignored.
        public Arrivals(List<Arrival> arrivals) {
            this(arrivals, List.of());
        }
    }

    /// A run is due: `{"millrace":"continue","run":"…"}`.
    record Continue(RunId run) implements Delivery {}

    /// Rejects of a run are to be processed again: `{"millrace":"redrive","run":"…","redrive":"…"}`.
    ///
    /// @param redrive which request, see [RedriveKey]
    record Redrive(RunId run, String redrive) implements Delivery {

        public Redrive {
            if (!RedriveKey.isRedriveId(redrive)) {
                throw new IllegalArgumentException(
                        "%s is not the id of a redrive: %s".formatted(Quoted.of(redrive), RedriveKey.ID_RULE));
            }
        }
    }
}
