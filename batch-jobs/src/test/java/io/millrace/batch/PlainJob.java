package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.FlatFileParseException;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/// A job as anybody makes it with Spring Batch's own builders: a CSV file to a table, malformed lines skipped.
final class PlainJob {

    static final int CHUNK = 10;

    private final BatchStore store;
    private final String name;
    private final Path file;
    private final String table;

    /// What happens with an item before it is written.
    interface Hook {

        /// Answers with what is written; null filters the item.
        @Nullable Thing process(Thing thing) throws Exception;
    }

    record Thing(long id, String text) {}

    /// @param table as it stands in SQL
    PlainJob(BatchStore store, String name, Path file, String table) {
        this.store = store;
        this.name = name;
        this.file = file;
        this.table = table;
    }

    void writeFile(long things) throws IOException {
        writeFile(LongStream.rangeClosed(1, things).mapToObj(id -> id + ",thing " + id).toList());
    }

    void writeFile(List<String> lines) throws IOException {
        Files.write(file, lines);
    }

    void createTable(String constraint) {
        store.jdbc().sql("CREATE TABLE %s (id bigint, text text %s)".formatted(table, constraint)).update();
    }

    /// The job, with parts of its own.
    @SuppressWarnings("unchecked")
    Job job(Hook hook) {
        FlatFileItemReader<Thing> reader =
                new FlatFileItemReaderBuilder<Thing>()
                        .name("things")
                        .resource(new FileSystemResource(file))
                        .delimited()
                        .names("id", "text")
                        .fieldSetMapper(
                                fields -> new Thing(fields.readLong("id"), String.valueOf(fields.readString("text"))))
                        .build();
        var writer =
                new JdbcBatchItemWriterBuilder<Thing>()
                        .dataSource(Objects.requireNonNull(store.transactions().getDataSource()))
                        .sql("INSERT INTO %s (id, text) VALUES (:id, :text)".formatted(table))
                        .itemSqlParameterSourceProvider(
                                thing -> new MapSqlParameterSource(Map.of("id", thing.id(), "text", thing.text())))
                        .build();
        writer.afterPropertiesSet();
        var step =
                new StepBuilder("things", store.repository())
                        .<Thing, Thing>chunk(CHUNK)
                        .transactionManager(store.transactions())
                        .reader(reader)
                        .processor(hook::process)
                        .writer(writer)
                        .faultTolerant()
                        .skip(FlatFileParseException.class, IllegalArgumentException.class)
                        .skipLimit(100)
                        .build();
        return new JobBuilder(name, store.repository()).start(step).build();
    }

    List<Long> written(JdbcClient jdbc) {
        return jdbc.sql("SELECT id FROM " + table + " ORDER BY id").query((row, n) -> row.getLong("id")).list();
    }

    static List<Long> upTo(long things) {
        return LongStream.rangeClosed(1, things).boxed().toList();
    }
}
