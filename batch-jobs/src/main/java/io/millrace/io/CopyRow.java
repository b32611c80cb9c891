package io.millrace.io;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteConverter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/// Takes the values of a row, one for each column in its order, as PostgreSQL's binary COPY wants them. Each method is
/// named after the type that the column must have: binary values are not converted.
public final class CopyRow {

    private static final byte[] HEADER = "PGCOPY\n\u00FF\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final int NULL = -1;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long EPOCH_DAY_2000 = LocalDate.of(2000, 1, 1).toEpochDay();

    /// Of a numeric that a long holds, and whose digits can be grouped by four without more than a long.
    private static final int MAX_LONG_SCALE = 15;

    private static final int MAX_LONG_BITS = 59;
    private static final long[] POWERS_OF_TEN = new long[MAX_LONG_SCALE + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (var i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private final List<CopyColumn> columns;
    private byte[] bytes = new byte[128 * 1024];
    private int length;
    private int column;

    /// Where the current row begins, each of its values, and the next row.
    private final int[] places;

    CopyRow(List<CopyColumn> columns) {
        this.columns = columns;
        this.places = new int[columns.size() + 2];
    }

    /// A `text`, `varchar` or `char`.
    public CopyRow text(@Nullable String value) {
        begin(CopyColumn.Type.TEXT);
        if (value == null) {
            return nothing();
        }
        var size = value.length();
        room(4 + size);
        var start = length + 4;
        for (var i = 0; i < size; i++) {
            var character = value.charAt(i);
            if (character >= 0x80) {
                return encoded(value.getBytes(StandardCharsets.UTF_8));
            }
            bytes[start + i] = (byte) character;
        }
        int32(size);
        length += size;
        return this;
    }

    /// An `integer`.
    public CopyRow int4(int value) {
        begin(CopyColumn.Type.INT4);
        room(8);
        int32(4);
        int32(value);
        return this;
    }

    /// An `integer` or null.
    public CopyRow int4(@Nullable Integer value) {
        return value == null ? nothing(CopyColumn.Type.INT4) : int4(value.intValue());
    }

    /// A `bigint`.
    public CopyRow int8(long value) {
        begin(CopyColumn.Type.INT8);
        room(12);
        int32(8);
        int32((int) (value >>> 32));
        int32((int) value);
        return this;
    }

    /// A `bigint` or null.
    public CopyRow int8(@Nullable Long value) {
        return value == null ? nothing(CopyColumn.Type.INT8) : int8(value.longValue());
    }

    /// A `date`.
    public CopyRow date(@Nullable LocalDate value) {
        begin(CopyColumn.Type.DATE);
        if (value == null) {
            return nothing();
        }
        room(8);
        int32(4);
        int32((int) (value.toEpochDay() - EPOCH_DAY_2000));
        return this;
    }

    /// A `numeric`.
    public CopyRow numeric(@Nullable BigDecimal value) {
        begin(CopyColumn.Type.NUMERIC);
        if (value == null) {
            return nothing();
        }
        var scale = value.scale();
        var unscaled = value.unscaledValue();
        if (scale < 0 || scale > MAX_LONG_SCALE || unscaled.bitLength() > MAX_LONG_BITS) {
            return encoded(ByteConverter.numeric(value));
        }
        return numeric(unscaled.longValue(), scale);
    }

    /// PostgreSQL's digits are groups of four decimal ones, from the point to both sides.
    private CopyRow numeric(long unscaled, int scale) {
        var integer = Math.abs(unscaled) / POWERS_OF_TEN[scale];
        var fraction = Math.abs(unscaled) % POWERS_OF_TEN[scale];
        var integerGroups = groups(integer);
        var fractionGroups = (scale + 3) / 4;
        var size = 8 + 2 * (integerGroups + fractionGroups);
        room(4 + size);
        int32(size);
        int16(integerGroups + fractionGroups);
        int16(integerGroups - 1);
        int16(unscaled < 0 ? 0x4000 : 0);
        int16(scale);
        digits(integer, integerGroups);
        digits(fraction * POWERS_OF_TEN[4 * fractionGroups - scale], fractionGroups);
        return this;
    }

    private static int groups(long integer) {
        var groups = 0;
        for (var rest = integer; rest > 0; rest /= 10_000) {
            groups++;
        }
        return groups;
    }

    private void digits(long number, int groups) {
        var rest = number;
        for (var i = groups - 1; i >= 0; i--) {
            var digit = (int) (rest % 10_000);
            bytes[length + 2 * i] = (byte) (digit >>> 8);
            bytes[length + 2 * i + 1] = (byte) digit;
            rest /= 10_000;
        }
        length += 2 * groups;
    }

    private CopyRow encoded(byte[] value) {
        room(4 + value.length);
        int32(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    private CopyRow nothing(CopyColumn.Type type) {
        begin(type);
        return nothing();
    }

    private CopyRow nothing() {
        room(4);
        int32(NULL);
        return this;
    }

    private void begin(CopyColumn.Type type) {
        if (column == columns.size()) {
            throw new IllegalStateException("The writer gives more values than there are columns: " + columns);
        }
        columns.get(column++).require(type);
        places[column] = length;
    }

    void header() {
        length = 0;
        room(HEADER.length);
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        length = HEADER.length;
    }

    void beginRow() {
        room(2);
        places[0] = length;
        int16(columns.size());
        column = 0;
    }

    void endRow() {
        if (column < columns.size()) {
            throw new IllegalStateException("The writer gives no value for column " + columns.get(column).name());
        }
        places[column + 1] = length;
    }

    /// A hash of some values of the current row: FNV-1a with 64 bits, of which a chunk's keys hardly ever share one.
    long hash(int[] wanted) {
        var hash = FNV_OFFSET;
        for (var value : wanted) {
            for (var i = places[value + 1]; i < places[value + 2]; i++) {
                hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
            }
        }
        return hash;
    }

    /// Whether one of these values of the current row is null.
    boolean hasNull(int[] wanted) {
        for (var value : wanted) {
            if (bytes[places[value + 1]] < 0) {
                return true;
            }
        }
        return false;
    }

    /// Forgets the current row.
    void removeRow() {
        length = places[0];
    }

    void trailer() {
        room(2);
        int16(-1);
    }

    /// What has been taken since it was last cleared, up to [#length].
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    private void int32(int value) {
        ByteConverter.int4(bytes, length, value);
        length += 4;
    }

    private void int16(int value) {
        ByteConverter.int2(bytes, length, value);
        length += 2;
    }
}
