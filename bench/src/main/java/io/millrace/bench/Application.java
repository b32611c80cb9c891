package io.millrace.bench;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.RunId;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The application in this JVM, given one message after the other.
///
/// @param context what was started
record Application(ConfigurableApplicationContext context) implements AutoCloseable {

    static Application start() {
        return new Application(SpringApplication.run(Millrace.class));
    }

    <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /// Delivers the message that a file arrived.
    void deliver(Arrival arrival, Deadline deadline) {
        handle(message(arrival), deadline);
    }

    /// The message that a file arrived, as S3 writes it.
    String message(Arrival arrival) {
        return part(Deliveries.class).write(new Delivery.Arrivals(List.of(arrival)));
    }

    /// Delivers the message that continues a run.
    void resume(RunId run) {
        handle(part(Deliveries.class).write(new Delivery.Continue(run)), Deadline.none());
    }

    /// Delivers a message, which must be done with then.
    void handle(String message, Deadline deadline) {
        if (!part(Dispatcher.class).handle(message, deadline)) {
            throw new IllegalStateException("Not done: " + message);
        }
    }

    /// A run that must have come to this state.
    RunSummary run(RunId id, RunState state) {
        var run = part(Runs.class).find(id).orElseThrow();
        if (run.run().state() != state) {
            throw new IllegalStateException("The run is not %s but %s".formatted(state, run));
        }
        return run;
    }

    /// How long each step of a run took that has one hop and one step after the other: from the end of the step before,
    /// or the beginning of the hop, to its last commit.
    Map<String, Double> stepSeconds(RunId run) {
        var steps = new HashMap<String, Double>();
        part(JdbcClient.class)
                .sql(
                        """
                        SELECT c.step, extract(epoch FROM c.updated_at
                            - coalesce(lag(c.updated_at) OVER (ORDER BY c.updated_at), h.started_at))::float8 AS seconds
                        FROM millrace.checkpoint c JOIN millrace.hop h ON h.run_id = c.run_id AND h.fence = c.fence
                        WHERE c.run_id = ?\
                        """)
                .param(run.value())
                .query(
                        row -> {
                            steps.put(row.getString("step") + "Seconds", row.getDouble("seconds"));
                        });
        return steps;
    }

    @Override
    public void close() {
        context.close();
    }
}
