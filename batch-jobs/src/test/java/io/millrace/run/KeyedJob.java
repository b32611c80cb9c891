package io.millrace.run;

import io.millrace.io.CopyRecordWriter;
import io.millrace.reject.RejectCode;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// A job in lanes over as many records as its object is bytes long, of which every 10th is rejected by the reader. The
/// records of every second chunk have the keys of the chunk before, the other way round.
class KeyedJob {

    static final String NAME = "keyed";

    /// Called with the number of a chunk's first record before it is written.
    static volatile LongConsumer beforeWrite = record -> {};

    /// Called with the number of a chunk's first record after it was written.
    static volatile LongConsumer afterWrite = record -> {};

    /// Which records the writer rejects.
    static volatile LongPredicate refused = record -> false;

    static void behave() {
        refused = record -> false;
        beforeWrite = record -> {};
        afterWrite = record -> {};
    }

    /// @param records how many the object has
    static int chunkSize(long records) {
        return records > 5_000 ? 2_500 : 10;
    }

    static long key(long record, long records) {
        var size = chunkSize(records);
        var chunk = (record - 1) / size;
        return chunk % 2 == 0 ? record : 2 * chunk * size + 1 - record;
    }

    @Bean
    Job keyed(JobRepository repository, RecordSteps steps, JdbcTemplate jdbc) {
        jdbc.execute(
                "CREATE TABLE IF NOT EXISTS millrace.keyed (run_id text, key bigint, record bigint, PRIMARY KEY"
                        + " (run_id, key))");
        return new JobBuilder(NAME, repository).start(steps.step("load", run -> parts(run, jdbc))).build();
    }

    private static StepParts<Long, Long> parts(Run run, JdbcTemplate jdbc) {
        var writer =
                new CopyRecordWriter<Long>(
                        jdbc,
                        "millrace.keyed",
                        List.of("run_id", "key", "record"),
                        (row, record) ->
                                row.text(run.id().value()).int8(key(record, run.size())).int8(record.longValue()));
        return StepParts.<Long, Long>of(
                        new ScriptedJob.Reader(run.size()),
                        item -> item,
                        (items, context) -> {
                            var first = items.getFirst().value();
                            beforeWrite.accept(first);
                            items.stream()
                                    .filter(item -> refused.test(item.value()))
                                    .forEach(item -> context.reject(item, RejectCode.REFUSED_BY_STORE, "Refused"));
                            var taken =
                                    writer.write(
                                            items.stream().filter(item -> !refused.test(item.value())).toList(),
                                            context);
                            afterWrite.accept(first);
                            return taken;
                        })
                .inChunksOf(chunkSize(run.size()))
                .inLanes();
    }
}
