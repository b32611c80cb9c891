package io.millrace.io;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;

import java.util.Arrays;

/// The fields of one record, unquoted, all in one array that the next record fills again.
final class CsvFields extends AbstractBaseCsvCallbackHandler<CsvFields> {

    private char[] chars = new char[256];
    private int[] ends = new int[16];
    private int count;

    @Override
    protected void handleBegin(long line) {
        count = 0;
    }

    @Override
    protected void handleField(int index, char[] from, int offset, int length, boolean quoted) {
        var start = start(index);
        if (index == ends.length) {
            ends = Arrays.copyOf(ends, 2 * index);
        }
        if (chars.length - start < length) {
            chars = Arrays.copyOf(chars, 2 * (start + length));
        }
        System.arraycopy(from, offset, chars, start, length);
        ends[index] = start + length;
        count = index + 1;
    }

    @Override
    protected CsvFields buildRecord() {
        return this;
    }

    int count() {
        return count;
    }

    /// Holds all fields.
    char[] chars() {
        return chars;
    }

    /// Where in [#chars] a field begins.
    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /// Where in [#chars] a field ends.
    int end(int index) {
        return ends[index];
    }

    String text(int index) {
        return new String(chars, start(index), end(index) - start(index));
    }
}
