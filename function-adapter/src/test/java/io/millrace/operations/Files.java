package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.local.LocalCloud;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.RunState;

import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.services.sqs.model.Message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Files for the application to run, and runs in states that are hard to come by.
public class Files {

    private final Dispatcher dispatcher;
    private final Deliveries deliveries;
    private final JdbcClient jdbc;

    Files(Dispatcher dispatcher, Deliveries deliveries, JdbcClient jdbc) {
        this.dispatcher = dispatcher;
        this.deliveries = deliveries;
        this.jdbc = jdbc;
    }

    /// Puts a file into the landing bucket and lets it run to its end.
    public RunId run(String key, String content) {
        return deliver(key, content).runId();
    }

    /// Puts a file into the landing bucket and has it taken in.
    Arrival deliver(String key, String content) {
        var arrival = put(key, content);
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrival))), Deadline.none());
        return arrival;
    }

    /// Puts a file into the landing bucket and leaves it there.
    Arrival put(String key, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var version = ApiTest.SPACE.put(key, bytes);
        var object = new ObjectVersion(ApiTest.SPACE.landing(), key, version, null);
        return new Arrival(object, bytes.length, null, Instant.now());
    }

    /// A file of a single reading that has been run.
    RunId completed(String key) {
        return run(key, reading("site-of-files", "2026-03-01T12:00:00Z"));
    }

    /// A run that looks as if it were in this state.
    RunId inState(RunState state, String key) {
        var run = completed(key);
        jdbc.sql("UPDATE millrace.run SET state = ? WHERE id = ?").params(state.name(), run.value()).update();
        return run;
    }

    public static String reading(String site, String at) {
        return """
        {"site_id":"%s","timestamp":"%s","energy_generated_kwh":0.3,"energy_consumed_kwh":0.1}
        """
                        .formatted(site, at)
                        .strip()
                + "\n";
    }

    /// Receives one message of the queue of files and handles it.
    void deliverNext() {
        var sqs = LocalCloud.shared().sqs();
        var messages =
                sqs.receiveMessage(request -> request.queueUrl(ApiTest.SPACE.files()).waitTimeSeconds(10)).messages();
        assertThat(messages).hasSize(1);
        deliver(messages.getFirst());
    }

    private void deliver(Message message) {
        var done = dispatcher.handle(message.body(), Deadline.none());
        if (done) {
            LocalCloud.shared()
                    .sqs()
                    .deleteMessage(
                            request -> request.queueUrl(ApiTest.SPACE.files()).receiptHandle(message.receiptHandle()));
        }
    }

    JdbcClient jdbc() {
        return jdbc;
    }
}
