package io.millrace.io;

import static io.millrace.io.JdbcThings.POISON;
import static io.millrace.io.JdbcThings.item;
import static io.millrace.io.JdbcThings.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.io.JdbcThings.Thing;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

class JdbcRecordWriterTest extends JdbcWriterContract {

    @Override
    RecordWriter<Thing> writer(JdbcThings things) {
        return things.writer();
    }

    @Test
    void keepsTheLastOfSeveralRecordsWithOneKey() {
        var items = List.of(item(1, "first"), item(2, POISON), item(1, "second"), item(1, POISON), item(3, "third"));

        var written = things.write(things.writer(), items);

        assertThat(written.taken()).isEqualTo(3);
        assertThat(things.stored()).isEqualTo(Map.of(1, "second", 3, "third"));
        assertThat(written.rejects()).hasSize(2);
    }

    @Test
    void keepsTheLastAlsoWhereTheDriverMakesOneStatementOfABatch() {
        var rewriting = (PGSimpleDataSource) LocalCloud.shared().newSpace().dataSource();
        rewriting.setReWriteBatchedInserts(true);
        var things = new JdbcThings(rewriting);

        var written = things.write(things.writer(), List.of(item(1, "first"), item(2, "two"), item(1, "second")));

        assertThat(written.taken()).isEqualTo(3);
        assertThat(things.stored()).isEqualTo(Map.of(1, "second", 2, "two"));
        assertThat(written.rejects()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    22P02 | 1          | seven       | INSERT INTO %s VALUES (?::text::integer, 'x')
                    22003 | 1          | 99999999999 | INSERT INTO %s VALUES (?::text::integer, 'x')
                    22012 | 1          | 0           | INSERT INTO %s VALUES (1 / ?::text::integer, 'x')
                    22001 | 1          | 123         | INSERT INTO %s (number, thing, short) VALUES (1, 'x', ?)
                    22008 | 2026-02-28 | 2026-02-30  | INSERT INTO %s (number, thing, day) VALUES (1, 'x', ?::text::date)
                    22021 | 1          | NUL         | INSERT INTO %s VALUES (1, ?)
                    23502 | 1          | none        | INSERT INTO %s VALUES (nullif(?, 'none')::integer, 'x')
                    23503 | 0          | 5           | INSERT INTO %s (number, thing, parent) VALUES (1, 'x', ?::text::integer)
                    23505 | 1          | 0           | INSERT INTO %s VALUES (?::text::integer, 'x')
                    23514 | 1          | poison      | INSERT INTO %s VALUES (1, ?)
                    23P01 | [3,4)      | [1,2)       | INSERT INTO %s (number, thing, span) VALUES (1, 'x', ?::text::int4range)
                    21000 | 1          | 2           | INSERT INTO %s VALUES ((SELECT n FROM generate_series(1, ?::text::integer) n), 'x')
                    54000 | 1          | long        | INSERT INTO %s VALUES (1, ?)
                    """)
    void takesWhatLiesInARecordForARefusal(String state, String good, String bad, String sql) {
        things.jdbc.execute(
                """
                ALTER TABLE %1$s ADD short varchar(2), ADD day date, ADD parent integer REFERENCES %1$s, ADD span int4range,
                    ADD UNIQUE (thing), ADD EXCLUDE USING gist (span WITH &&);
                INSERT INTO %1$s (number, thing, span) VALUES (0, 'parent', '[1,3)')\
                """
                        .formatted(things.table));
        var writer =
                new JdbcRecordWriter<String>(
                        things.jdbc, sql.formatted(things.table), (row, value) -> row.setString(1, spelled(value)));

        var written = things.write(writer, List.of(item(bad), item(good)));

        assertThat(things.stored()).hasSize(2);
        assertThat(written.rejects())
                .singleElement()
                .satisfies(reject -> assertThat(reject.reason()).endsWith("(SQLSTATE " + state + ")"));
    }

    private static String spelled(String value) {
        return switch (value) {
            case "NUL" -> "\0";
            // More than a page of the index holds, of characters that cannot be compressed.
            case "long" ->
                    new Random(1)
                            .ints(9_000, 0x4e00, 0x9fa5)
                            .mapToObj(Character::toString)
                            .collect(Collectors.joining());
            default -> value;
        };
    }

    @Test
    void rejectsWhatADeferredConstraintRefuses() {
        things.jdbc.execute(
                """
                ALTER TABLE %1$s ADD UNIQUE (thing) DEFERRABLE INITIALLY DEFERRED;
                ALTER TABLE %1$s ADD FOREIGN KEY (number) REFERENCES %1$s DEFERRABLE INITIALLY DEFERRED\
                """
                        .formatted(things.table));

        var written =
                things.write(things.writer(), List.of(item(1, "one"), item(2, "two"), item(3, "one"), item(4, "four")));

        assertThat(things.stored()).containsOnlyKeys(1, 2, 4);
        assertThat(written.rejects()).singleElement().returns(new Thing(3, "one"), RecordingContext.Reject::value);
    }

    @Test
    void doesNotCountRecordsThatTheStatementIgnores() {
        var items = new ArrayList<Item<Thing>>();
        for (var i = 0; i < 2_000; i++) {
            // Every third has a number that was there before, some of the others are refused.
            items.add(item(i % 3 == 0 ? -i / 10 : i, i % 50 == 1 ? POISON : "thing"));
        }

        var written =
                things.write(
                        things.writer("INSERT INTO %s VALUES (?, ?) ON CONFLICT DO NOTHING".formatted(things.table)),
                        items);

        assertThat(written.rejects()).isNotEmpty();
        assertThat(written.taken()).isEqualTo(things.stored().size()).isLessThan(2_000 - written.rejects().size());
    }

    @Test
    void doesNotCountRecordsThatAnUpdateDoesNotFind() {
        things.write(things.writer(), items(10));

        var written =
                things.write(
                        things.writer("UPDATE %s SET tried = ? WHERE thing = ?".formatted(things.table)), items(30));

        assertThat(written.taken()).isEqualTo(10);
    }

    @Test
    void countsARecordOnceHoweverManyRowsItMakes() {
        var each = "INSERT INTO %s SELECT 10 * ? + n, ? FROM generate_series(1, 3) n".formatted(things.table);

        var written = things.write(things.writer(each), items(5));

        assertThat(things.stored()).hasSize(15);
        assertThat(written.taken()).isEqualTo(5);
    }

    @Test
    void countsWhatAViewStores() {
        var view = things.viewThatSwallowsOdd();
        var items = new ArrayList<>(items(1_000));
        items.set(500, item(500, POISON));

        var written = things.write(things.writer("INSERT INTO %s VALUES (?, ?)".formatted(view)), items);

        assertThat(things.stored()).hasSize(499);
        assertThat(written.taken()).isEqualTo(499);
        assertThat(written.rejects()).hasSize(1);
    }

    @Test
    void rejectsWhatAViewsCheckOptionRefuses() {
        things.jdbc.execute(
                "CREATE VIEW %1$s_even AS SELECT * FROM %1$s WHERE number %% 2 = 0 WITH CHECK OPTION"
                        .formatted(things.table));
        var writer = things.writer("INSERT INTO %s_even (number, thing) VALUES (?, ?)".formatted(things.table));

        var written = things.write(writer, List.of(item(2, "two"), item(3, "three"), item(4, "four")));

        assertThat(things.stored()).containsOnlyKeys(2, 4);
        assertThat(written.rejects())
                .singleElement()
                .satisfies(reject -> assertThat(reject.reason()).endsWith("(SQLSTATE 44000)"));
    }

    @Test
    void blamesNoRecordForAStatementThatIsWrong() {
        assertNobodyBlamed(things.writer("INSERT INTO nowhere VALUES (?, ?)"), items(3));
        assertNobodyBlamed(things.writer("INSERT INTO %s VALUES (?, ?, ?)".formatted(things.table)), items(3));
        assertNobodyBlamed(things.writer("INSERT INTO %s VALUES (?, 'x')".formatted(things.table)), items(3));
    }
}
