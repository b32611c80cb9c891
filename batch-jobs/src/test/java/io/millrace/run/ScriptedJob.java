package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.notify.Notification;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

/// A job over as many records as its object is bytes long: every 10th is rejected by the reader, every 25th by the
/// writer, every 7th filtered. It writes into a table without keys, in the chunk's transaction, so that a record
/// written twice is there twice. Tests hook into it to break it where they like.
///
/// No component, so that only those tests have it that name it.
class ScriptedJob {

    static final String NAME = "scripted";

    /// Called with the number of a record before it is returned.
    static volatile LongConsumer onRead = record -> {};

    /// Called with the number of a chunk's last record after it was written.
    static volatile LongConsumer onWrite = record -> {};

    static void behave() {
        onRead = record -> {};
        onWrite = record -> {};
    }

    /// @param inLanes whether its step has lanes, and then no state
    @Bean
    Job scripted(
            JobRepository repository,
            RecordSteps steps,
            JdbcClient jdbc,
            @Value("${scripted.in-lanes:false}") boolean inLanes) {
        jdbc.sql("CREATE TABLE IF NOT EXISTS millrace.scripted (run_id text, record bigint)").update();
        return new JobBuilder(NAME, repository)
                .start(steps.step("load", run -> inLanes ? parts(run, jdbc, null).inLanes() : parts(run, jdbc)))
                .build();
    }

    @Bean
    RunCompletion scriptedCompletion() {
        return new RunCompletion() {
            @Override
            public String job() {
                return NAME;
            }

            @Override
            public List<Notification> notifications(CompletedRun run) {
                return List.of(new Notification(NAME, run.run().id().value(), String.valueOf(run.states())));
            }
        };
    }

    private static StepParts<Long, Long> parts(Run run, JdbcClient jdbc) {
        return parts(run, jdbc, new Counter());
    }

    private static StepParts<Long, Long> parts(Run run, JdbcClient jdbc, @Nullable Counter counter) {
        return new StepParts<>(
                new Reader(run.size()),
                item -> {
                    if (counter != null) {
                        counter.seen++;
                    }
                    return item.value() % 7 == 0 ? null : item;
                },
                (items, context) -> {
                    context.ensureHeld();
                    var taken = 0;
                    for (Item<Long> item : items) {
                        if (item.value() % 25 == 0) {
                            context.reject(item, RejectCode.NOT_AN_OBJECT, "The script says so");
                        } else {
                            taken +=
                                    jdbc.sql("INSERT INTO millrace.scripted VALUES (?, ?)")
                                            .params(run.id().value(), item.value())
                                            .update();
                        }
                    }
                    onWrite.accept(items.getLast().value());
                    return taken;
                },
                counter);
    }

    /// Counts the records that were processed, to be the same over all hops.
    private static class Counter implements CheckpointedState {

        private long seen;

        @Override
        public String save() {
            return Long.toString(seen);
        }

        @Override
        public void restore(@Nullable String saved) {
            seen = saved == null ? 0 : Long.parseLong(saved);
        }
    }

    /// Numbers from one on.
    static class Reader implements RecordReader<Long> {

        private final long records;
        private long done;

        Reader(long records) {
            this.records = records;
        }

        @Override
        public void open(Position from) {
            done = from.records();
        }

        @Override
        public @Nullable Item<Long> read() throws RejectedRecordException {
            if (done == records) {
                return null;
            }
            onRead.accept(done + 1);
            done++;
            byte[] text = Long.toString(done).getBytes(StandardCharsets.UTF_8);
            RawRecord raw = new RawRecord(new Place(done, done - 1), text, text.length);
            if (done % 10 == 0) {
                throw new RejectedRecordException(RejectCode.INVALID_JSON, "The script says so", raw);
            }
            return new Item<>(raw, done);
        }

        @Override
        public Position position() {
            return new Position("scripted", done, done);
        }

        @Override
        public long bytesDone() {
            return done;
        }

        @Override
        public long bytesTotal() {
            return records;
        }

        @Override
        public void close() {}
    }
}
