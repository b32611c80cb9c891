package io.millrace.run;

import io.millrace.arrival.ObjectVersion;
import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.io.S3Objects;
import io.millrace.io.UnreadableObjectException;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// A job that reads its files from S3 and stores which content they have under one name, so that the order matters in
/// which runs of the name commit. Tests can have something happen at a moment of a run.
///
/// No component, so that only those tests have it that name it.
class NewestJob {

    static final String NAME = "newest";

    private static final Map<String, Queue<Runnable>> HAPPENINGS = new ConcurrentHashMap<>();

    /// Where a run is, or its admission. None of its transactions holds anything that another one could wait for.
    enum Moment {
        /// S3 has said whether an object is the current one, and nobody has acted on it.
        S3_HAS_SAID_WHAT_IS_CURRENT,
        BEFORE_READING,

        /// A run has found an object gone, or other content in its place, and has not ended yet.
        NOT_THERE,
        AFTER_READING,
        BEFORE_WRITING;

        static final List<Moment> OF_RUNS = List.of(BEFORE_READING, AFTER_READING, BEFORE_WRITING);
    }

    /// Has something happen when a run of this name is at a moment the next time.
    static void next(Moment moment, String name, Runnable happening) {
        HAPPENINGS.computeIfAbsent(moment + name, any -> new ConcurrentLinkedQueue<>()).add(happening);
    }

    /// Forgets what has not happened.
    static void behave(String name) {
        for (Moment moment : Moment.values()) {
            HAPPENINGS.remove(moment + name);
        }
    }

    /// Has happen what was to happen then.
    static void happen(Moment moment, String name) {
        Queue<Runnable> waiting = HAPPENINGS.get(moment + name);
        Runnable happening = waiting == null ? null : waiting.poll();
        if (happening != null) {
            happening.run();
        }
    }

    /// Under which name a run stores its content.
    private static String name(Run run) {
        return run.set() == null ? run.object().bucket() + "/" + run.object().key() : run.set().key();
    }

    @Bean
    Job newest(JobRepository repository, RecordSteps steps, JdbcClient jdbc, S3Objects objects) {
        jdbc.sql(
                        """
                        CREATE TABLE IF NOT EXISTS millrace.newest (name text PRIMARY KEY, content text);
                        CREATE TABLE IF NOT EXISTS millrace.newest_log
                          (number bigint GENERATED ALWAYS AS IDENTITY, name text, content text);
                        CREATE INDEX IF NOT EXISTS newest_log_name ON millrace.newest_log (name)\
                        """)
                .update();
        return new JobBuilder(NAME, repository).start(steps.step("load", run -> parts(run, jdbc, objects))).build();
    }

    private static StepParts<String, String> parts(Run run, JdbcClient jdbc, S3Objects objects) {
        String name = name(run);
        return StepParts.of(
                new Reader(run, objects),
                item -> {
                    happen(Moment.AFTER_READING, name);
                    return item;
                },
                (items, context) -> {
                    happen(Moment.BEFORE_WRITING, name);
                    int stored = 0;
                    for (Item<String> item : items) {
                        stored +=
                                jdbc.sql(
                                                """
                                                WITH stored AS (
                                                  INSERT INTO millrace.newest VALUES (:name, :content)
                                                  ON CONFLICT (name) DO UPDATE SET content = excluded.content
                                                  RETURNING name, content)
                                                INSERT INTO millrace.newest_log (name, content) SELECT * FROM stored\
                                                """)
                                        .param("name", name)
                                        .param("content", item.value())
                                        .update();
                    }
                    return stored;
                });
    }

    /// One record: the pins of the run's files, each of which was read.
    private static final class Reader implements RecordReader<String> {

        private final Run run;
        private final S3Objects objects;
        private boolean done;

        Reader(Run run, S3Objects objects) {
            this.run = run;
            this.objects = objects;
        }

        @Override
        public void open(Position from) {
            done = from.records() > 0;
        }

        @Override
        public @Nullable Item<String> read() {
            if (done) {
                return null;
            }
            happen(Moment.BEFORE_READING, name(run));
            List<ObjectVersion> files =
                    run.set() == null
                            ? List.of(run.object())
                            : run.set().members().stream().map(FileSet.Member::object).toList();
            try {
                files.forEach(file -> objects.open(file, 1).read(0, new byte[100]));
            } catch (UnreadableObjectException e) {
                happen(Moment.NOT_THERE, name(run));
                throw e;
            }
            String content = files.stream().map(ObjectVersion::pinnedBy).collect(Collectors.joining(","));
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            done = true;
            return new Item<>(new RawRecord(new Place(1, 0), bytes, bytes.length), content);
        }

        @Override
        public Position position() {
            return new Position(NAME, done ? 1 : 0, done ? 1 : 0);
        }

        @Override
        public long bytesDone() {
            return done ? 1 : 0;
        }

        @Override
        public long bytesTotal() {
            return 1;
        }

        @Override
        public void close() {}
    }
}
