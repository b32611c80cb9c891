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

import java.util.List;

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
        handle(new Delivery.Arrivals(List.of(arrival)), deadline);
    }

    /// Delivers the message that continues a run.
    void resume(RunId run) {
        handle(new Delivery.Continue(run), Deadline.none());
    }

    private void handle(Delivery delivery, Deadline deadline) {
        var message = part(Deliveries.class).write(delivery);
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

    /// How long the last step took, by Batch's own account.
    double stepSeconds() {
        return part(JdbcClient.class)
                .sql(
                        """
                        SELECT extract(epoch FROM end_time - start_time)::float8 FROM batch.batch_step_execution
                        ORDER BY step_execution_id DESC LIMIT 1\
                        """)
                .query(Double.class)
                .single();
    }

    @Override
    public void close() {
        context.close();
    }
}
