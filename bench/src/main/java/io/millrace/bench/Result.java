package io.millrace.bench;

import java.util.Map;

/// One line of the table.
///
/// @param row the row's letter or name
/// @param what what the value is, in a few words
/// @param value the median where there were several rounds
/// @param target what it should be
/// @param details what the value was made of
record Result(String row, String what, double value, Target target, Map<String, ?> details) {

    boolean met() {
        return target.isMetBy(value);
    }
}
