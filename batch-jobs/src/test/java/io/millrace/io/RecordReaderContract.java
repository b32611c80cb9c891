package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What every reader keeps: wherever it stops, another one goes on as if nothing had happened.
@Timeout(60)
abstract class RecordReaderContract {

    /// A new reader of always the same object, in blocks of that size.
    abstract RecordReader<?> reader(int blockSize);

    /// What becomes of the object's records, as [ReadOut] says it, without the end.
    abstract List<String> records();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1 << 20})
    void readsEveryRecordOnce(int blockSize) {
        var expected = new ArrayList<>(records());
        expected.add("end");

        assertThat(ReadOut.all(reader(blockSize))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1 << 20})
    void goesOnAtEveryRecord(int blockSize) {
        for (var stop = 0; stop <= records().size(); stop++) {
            var read = new ArrayList<String>();
            var position = readUpTo(stop, Position.START, blockSize, read);

            readUpTo(Integer.MAX_VALUE, position, blockSize, read);

            assertThat(read).as("stopped after %d records", stop).isEqualTo(records());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1 << 20})
    void goesOnAfterStoppingAtEveryRecord(int blockSize) {
        var read = new ArrayList<String>();
        var position = Position.START;
        for (var stop = 0; stop <= records().size(); stop++) {
            position = readUpTo(1, position, blockSize, read);
        }

        assertThat(read).isEqualTo(records());
    }

    @Test
    void goesOnAtTheEndAndFindsNothing() {
        var position = readUpTo(Integer.MAX_VALUE, Position.START, 7, new ArrayList<>());
        var read = new ArrayList<String>();

        var end = readUpTo(Integer.MAX_VALUE, position, 7, read);

        assertThat(read).isEmpty();
        assertThat(end).isEqualTo(position);
        assertThat(end.records()).isEqualTo(records().size());
    }

    @Test
    void goesOnWhereItWasOpenedIfNothingWasRead() {
        var read = new ArrayList<String>();

        var position = readUpTo(0, Position.START, 7, read);
        readUpTo(Integer.MAX_VALUE, position, 7, read);

        assertThat(read).isEqualTo(records());
    }

    @Test
    void endsMoreThanOnce() {
        try (var reader = reader(7)) {
            reader.open(Position.START);
            for (var word = ReadOut.next(reader); word != null; word = ReadOut.next(reader)) {
                assertThat(word).isNotEmpty();
            }

            assertThat(ReadOut.next(reader)).isNull();
            assertThat(ReadOut.next(reader)).isNull();
        }
    }

    @Test
    void advancesFromNothingToTheWholeObject() {
        try (var reader = reader(7)) {
            assertThat(reader.position()).isEqualTo(Position.START);
            reader.open(Position.START);
            var total = reader.bytesTotal();
            assertThat(total).isPositive();

            var done = reader.bytesDone();
            while (ReadOut.next(reader) != null) {
                assertThat(reader.bytesDone()).isBetween(done, total);
                done = reader.bytesDone();
            }

            assertThat(reader.bytesDone()).isEqualTo(total);
        }
    }

    @Test
    void mustBeOpenedOnce() {
        try (var reader = reader(7)) {
            assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
            reader.open(Position.START);
            assertThatThrownBy(() -> reader.open(Position.START)).isInstanceOf(IllegalStateException.class);
        }
    }

    private Position readUpTo(int count, Position from, int blockSize, List<String> read) {
        try (var reader = reader(blockSize)) {
            reader.open(from);
            for (var i = 0; i < count; i++) {
                var word = ReadOut.next(reader);
                if (word == null) {
                    break;
                }
                read.add(Objects.requireNonNull(word));
            }
            return reader.position();
        }
    }
}
