package io.millrace.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.reject.Redrives;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Judges the messages of the queue: decodes them, records what arrived, does what they ask for, and says which are
/// done with.
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

    /// What a message asks for, after what arrived by it was recorded.
    @FunctionalInterface
    public interface Task {

        /// Does it.
        ///
        /// @return whether the message is done with; if not, the queue delivers it again
        /// @throws io.millrace.arrival.MalformedMessageException if it says nothing that we understand
        boolean perform(Deadline deadline);
    }

    /// Reads the messages of one invocation and records all arrivals in them, before anything else is done. From then
    /// on nothing is lost with a message, or with this process.
    ///
    /// @param bodies the messages' texts
    /// @param invocation how much time the invocation has
    /// @return for each message what is to be done about it
    public List<Task> accept(List<String> bodies, Deadline invocation) {
        List<Function<Iterator<Admission>, Task>> parsed = new ArrayList<>();
        List<Arrival> arrivals = new ArrayList<>();
        for (String body : bodies) {
            parsed.add(parse(body, arrivals));
        }
        Iterator<Admission> admissions =
                (arrivals.isEmpty() ? List.<Admission>of() : gate.record(arrivals, invocation)).iterator();
        return parsed.stream().map(message -> message.apply(admissions)).toList();
    }

    /// Handles one message, as [#accept] does with several.
    public boolean handle(String body, Deadline deadline) {
        return accept(List.of(body), deadline).getFirst().perform(deadline);
    }

    private Function<Iterator<Admission>, Task> parse(String body, List<Arrival> arrivals) {
        Delivery delivery;
        try {
            delivery = deliveries.parse(body);
        } catch (RuntimeException e) {
            return none ->
                    deadline -> {
                        throw e;
                    };
        }
        return switch (delivery) {
            case Delivery.Arrivals announced -> {
                announced.ignored().forEach(event -> count("ignored"));
                arrivals.addAll(announced.arrivals());
                int count = announced.arrivals().size();
                yield admissions -> arrived(take(admissions, count));
            }
            case Delivery.Continue resume -> none -> deadline -> done(gate.resume(resume.run(), deadline));
            case Delivery.Redrive redrive -> none -> deadline -> redrives.perform(redrive.redrive());
        };
    }

    private static List<Admission> take(Iterator<Admission> admissions, int count) {
        List<Admission> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(admissions.next());
        }
        return taken;
    }

    /// All arrivals of a message are tried, also when one fails; the whole message comes again then, and those that are
    /// done are told so.
    private Task arrived(List<Admission> admissions) {
        return deadline -> {
            boolean done = true;
            RuntimeException failure = null;
            for (Admission admission : admissions) {
                try {
                    done &= done(gate.work(admission, deadline));
                } catch (RuntimeException e) {
                    if (failure != null) {
                        e.addSuppressed(failure);
                    }
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return done;
        };
    }

    private boolean done(Outcome outcome) {
        count(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
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
