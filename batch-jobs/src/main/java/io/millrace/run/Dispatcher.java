package io.millrace.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.reject.Redrives;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.util.List;

/// Judges one message of the queue: decodes it, does what it asks for, and says whether it is done with.
@Component
public class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Deliveries deliveries;
    private final Gate gate;
    private final Redrives redrives;
    private final MeterRegistry meters;

    Dispatcher(Deliveries deliveries, Gate gate, Redrives redrives, MeterRegistry meters) {
        this.deliveries = deliveries;
        this.gate = gate;
        this.redrives = redrives;
        this.meters = meters;
    }

    /// Handles a message.
    ///
    /// @param body the message's text
    /// @return whether it can be deleted; if not, the queue delivers it again
    /// @throws io.millrace.arrival.MalformedMessageException if it says nothing that we understand
    public boolean handle(String body, Deadline deadline) {
        return switch (deliveries.parse(body)) {
            case Delivery.Arrivals arrivals -> arrived(arrivals, deadline);
            case Delivery.Continue resume -> done(gate.resume(resume.run(), deadline));
            case Delivery.Restart restart -> done(gate.restart(restart.run(), restart.attempt(), deadline));
            case Delivery.Redrive redrive -> redrives.perform(redrive.redrive());
        };
    }

    /// All arrivals of a message are tried, also when one fails; the whole message comes again then, and those that are
    /// done are told so.
    private boolean arrived(Delivery.Arrivals arrivals, Deadline deadline) {
        arrivals.ignored().forEach(event -> count("ignored"));
        List<Arrival> all = arrivals.arrivals();
        boolean done = true;
        for (Arrival arrival : all) {
            done &= done(gate.arrive(arrival, deadline));
        }
        return done;
    }

    private boolean done(Outcome outcome) {
        count(outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        if (outcome instanceof Outcome.Refused refused) {
            log.warn("A command was refused: {}", refused.reason());
        } else {
            log.debug("{}", outcome);
        }
        return outcome.acknowledged();
    }

    private void count(String outcome) {
        meters.counter("millrace.deliveries", "outcome", outcome).increment();
    }
}
