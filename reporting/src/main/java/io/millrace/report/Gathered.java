package io.millrace.report;

import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;
import io.millrace.run.CheckpointedState;
import io.millrace.run.StepParts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.Objects;
import java.util.function.Supplier;

/// Figures that the database has added up: gathered by one piece of work, in the transaction of its checkpoint, so that
/// a worker that takes over has the same ones, however much the tables have changed meanwhile.
final class Gathered implements CheckpointedState {

    private static final JsonMapper JSON = JsonMapper.shared();

    private @Nullable String text;

    private Gathered() {}

    /// A step that gathers figures.
    ///
    /// @param figures computes them: a record of numbers and texts, which do not grow with what they are computed of
    static StepParts<?, ?> once(Supplier<? extends Record> figures) {
        var gathered = new Gathered();
        return new StepParts<Boolean, Boolean>(
                new One(),
                item -> item,
                (items, _) -> {
                    gathered.text = JSON.writeValueAsString(figures.get());
                    return items.size();
                },
                gathered);
    }

    /// Figures as they were gathered.
    static <T extends Record> T read(String text, Class<T> type) {
        return JSON.readValue(text, type);
    }

    @Override
    public String save() {
        return Objects.requireNonNullElse(text, "");
    }

    @Override
    public void restore(@Nullable String saved) {
        text = saved;
    }

    /// Reads one record: that there is something to do.
    private static final class One implements RecordReader<Boolean> {

        private static final Position DONE = new Position("figures", 0, 1);

        private Position position = Position.START;

        @Override
        public void open(Position from) {
            position = from;
        }

        @Override
        public @Nullable Item<Boolean> read() {
            if (position.equals(DONE)) {
                return null;
            }
            position = DONE;
            return new Item<>(new RawRecord(new Place(1, 0), new byte[0], 0), true);
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public long bytesDone() {
            return 0;
        }

        @Override
        public long bytesTotal() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
