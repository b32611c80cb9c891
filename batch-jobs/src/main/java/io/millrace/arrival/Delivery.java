package io.millrace.arrival;

import java.util.List;

/// What one message of the queue asks for: to take in what arrived, or to go on with a run in some way.
///
/// Everything that makes a run work travels through the queue, so that a run has the function's whole time and a
/// request that got lost is sent again by the queue, not by a person.
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

    /// A run reached its deadline and goes on: `{"millrace":"continue","run":"…"}`.
    record Continue(RunId run) implements Delivery {}

    /// A run is to be tried again: `{"millrace":"restart","run":"…","attempt":n}`.
    ///
    /// @param attempt the attempt that is replaced, from 1; of several requests for it one takes effect
    record Restart(RunId run, int attempt) implements Delivery {

        public Restart {
            if (attempt < 1) {
                throw new IllegalArgumentException("Attempts count from 1, not from " + attempt);
            }
        }
    }

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
