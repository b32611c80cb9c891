package io.millrace.io;

import io.millrace.local.LocalDatabase;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.sql.DataSource;

/// A PostgreSQL table of things, new for each test, that counts how often a row was tried.
final class JdbcThings {

    /// The text that the table refuses.
    static final String POISON = "poison";

    final DataSource dataSource;
    final JdbcTemplate jdbc;
    final String table = "things_" + UUID.randomUUID().toString().replace("-", "");
    private final TransactionTemplate transactions;

    JdbcThings() {
        this(LocalDatabase.shared());
    }

    JdbcThings(DataSource dataSource) {
        this.dataSource = dataSource;
        jdbc = new JdbcTemplate(dataSource);
        transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        jdbc.execute(
                """
                CREATE SEQUENCE %1$s_tried;
                CREATE TABLE %1$s (
                    number integer PRIMARY KEY,
                    thing  text NOT NULL CHECK (thing <> '%2$s'),
                    tried  bigint DEFAULT nextval('%1$s_tried'))
                """
                        .formatted(table, POISON));
    }

    record Thing(int number, String text) {}

    /// Puts a thing in the place of one with the same number.
    JdbcRecordWriter<Thing> writer() {
        return writer(
                "INSERT INTO %s (number, thing) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET thing = excluded.thing"
                        .formatted(table));
    }

    JdbcRecordWriter<Thing> writer(String sql) {
        return new JdbcRecordWriter<>(
                jdbc,
                sql,
                (row, thing) -> {
                    row.setInt(1, thing.number());
                    row.setString(2, thing.text());
                });
    }

    /// Makes a view of the table, with a trigger that stores things of even numbers only. Returns the view's name.
    String viewThatSwallowsOdd() {
        jdbc.execute(
                """
                CREATE VIEW %1$s_view AS SELECT number, thing FROM %1$s;
                CREATE FUNCTION %1$s_instead() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF new.number %% 2 = 1 THEN RETURN NULL; END IF;
                    INSERT INTO %1$s VALUES (new.number, new.thing);
                    RETURN new;
                END $$;
                CREATE TRIGGER instead INSTEAD OF INSERT ON %1$s_view FOR EACH ROW EXECUTE FUNCTION %1$s_instead()\
                """
                        .formatted(table));
        return table + "_view";
    }

    /// Adds things by COPY.
    CopyRecordWriter<Thing> copyWriter() {
        return new CopyRecordWriter<>(
                jdbc, table, List.of("number", "thing"), (row, thing) -> row.int4(thing.number()).text(thing.text()));
    }

    /// What a writer made of a chunk.
    ///
    /// @param taken what it returned
    record Written(int taken, List<RecordingContext.Reject> rejects) {}

    /// Writes as the engine does: in the transaction of a chunk, which a fault rolls back.
    <T> Written write(RecordWriter<T> writer, List<Item<T>> items) {
        var context = new RecordingContext();
        var taken = new AtomicInteger();
        transactions.executeWithoutResult(
                _ -> {
                    try {
                        taken.set(writer.write(items, context));
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new AssertionError("A writer to PostgreSQL throws no checked exceptions", e);
                    }
                });
        return new Written(taken.get(), context.rejects());
    }

    void inTransaction(Runnable work) {
        transactions.executeWithoutResult(_ -> work.run());
    }

    /// What is stored: number to text.
    Map<Integer, String> stored() {
        return JdbcClient.create(dataSource)
                .sql("SELECT number, thing FROM " + table)
                .query((row, _) -> new Thing(row.getInt("number"), row.getString("thing")))
                .list()
                .stream()
                .collect(Collectors.toMap(Thing::number, Thing::text));
    }

    /// How many rows PostgreSQL was given and began to store, in all attempts.
    long tried() {
        return JdbcClient.create(dataSource)
                .sql("SELECT last_value FROM %s_tried".formatted(table))
                .query(Long.class)
                .single();
    }

    /// As many items with different numbers, from 0.
    static List<Item<Thing>> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> item(i, "thing " + i)).toList();
    }

    static Item<Thing> item(int number, String text) {
        return item(new Thing(number, text));
    }

    static <T> Item<T> item(T value) {
        return new Item<>(new RawRecord(new Place(1, 0), new byte[0], 0), value);
    }
}
