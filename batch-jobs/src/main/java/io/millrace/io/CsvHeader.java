package io.millrace.io;

import io.millrace.reject.RejectedRecordException;

import org.springframework.util.StringUtils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// Which column of a file is which of a mapping.
final class CsvHeader {

    /// What a message shows of names that somebody else chose.
    private static final int SHOWN = 500;

    private final List<String> columns;
    private final List<String> names;
    private final int[] fields;

    /// @param names the file's columns in their order, all of them known to the mapping
    CsvHeader(List<String> names, CsvMapping<?> mapping) {
        this.columns = mapping.columns();
        this.names = names;
        this.fields = columns.stream().mapToInt(names::indexOf).toArray();
    }

    /// The header that a content begins with.
    ///
    /// @throws ContentFault if there is none, or not the one that is needed
    static CsvHeader read(CsvFramer framer, CsvParser parser, CsvMapping<?> mapping) {
        var at = framer.offset();
        try {
            var raw = framer.next();
            if (raw == null) {
                throw ContentFault.inText(FileFault.EMPTY_FILE, "it is empty", framer.offset());
            }
            var names = new ArrayList<String>();
            var fields = parser.parse(raw);
            for (var i = 0; i < fields.count(); i++) {
                names.add(fields.text(i).strip().toLowerCase(Locale.ROOT));
            }
            check(names, mapping, raw.place().offset());
            return new CsvHeader(names, mapping);
        } catch (RejectedRecordException e) {
            throw ContentFault.inText(
                    FileFault.NO_HEADER, "its first line is no header: %s".formatted(e.getMessage()), at);
        }
    }

    private static void check(List<String> names, CsvMapping<?> mapping, long at) {
        var columns = mapping.columns();
        if (names.stream().noneMatch(columns::contains)) {
            throw ContentFault.inText(
                    FileFault.NO_HEADER,
                    "its first line is no header: it should name the columns %s, but is '%s'"
                            .formatted(listed(mapping.required()), shown(String.join(",", names))),
                    at);
        }
        var seen = new HashSet<String>();
        for (var name : names) {
            if (!columns.contains(name)) {
                throw ContentFault.inText(
                        FileFault.UNKNOWN_COLUMN,
                        "it has a column '%s'; known are %s".formatted(shown(name), listed(columns)),
                        at);
            }
            if (!seen.add(name)) {
                throw ContentFault.inText(
                        FileFault.DUPLICATE_COLUMN, "it has the column '%s' more than once".formatted(name), at);
            }
        }
        for (var column : mapping.required()) {
            if (!seen.contains(column)) {
                throw ContentFault.inText(
                        FileFault.MISSING_COLUMN,
                        "it has no column '%s'; it has %s".formatted(column, listed(names)),
                        at);
            }
        }
    }

    /// The header that an earlier reader found.
    static CsvHeader of(String names, CsvMapping<?> mapping) {
        var known = Arrays.asList(StringUtils.delimitedListToStringArray(names, ","));
        check(known, mapping, 0);
        return new CsvHeader(known, mapping);
    }

    /// As [#of] takes it.
    String text() {
        return String.join(",", names);
    }

    /// How many fields every row has.
    int width() {
        return names.size();
    }

    /// The name of a column of the mapping.
    String name(int column) {
        return columns.get(column);
    }

    /// The index of its field in every row; -1 if the file does not have it.
    int field(int column) {
        return fields[column];
    }

    private static String listed(List<String> names) {
        return "'" + shown(String.join("', '", names)) + "'";
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
