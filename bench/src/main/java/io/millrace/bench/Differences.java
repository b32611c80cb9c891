package io.millrace.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What is not as it should be, in a few words each.
final class Differences {

    /// Of one comparison, and in all.
    private static final int MOST_SHOWN = 3;

    private final List<String> found = new ArrayList<>();
    private final Set<String> runs = new LinkedHashSet<>();

    /// Notes a difference.
    ///
    /// @param run whose history may explain it; empty if there is none
    void add(String run, String what) {
        found.add(what);
        if (!run.isEmpty()) {
            runs.add(run);
        }
    }

    /// Notes what is not equal, entry by entry.
    <K, V> void compare(String run, String what, Map<K, V> expected, Map<K, V> actual) {
        var missing = expected.keySet().stream().filter(key -> !actual.containsKey(key)).toList();
        var surplus = actual.keySet().stream().filter(key -> !expected.containsKey(key)).toList();
        var other =
                expected.entrySet().stream()
                        .filter(entry -> actual.containsKey(entry.getKey()))
                        .filter(entry -> !Objects.equals(actual.get(entry.getKey()), entry.getValue()))
                        .map(
                                entry ->
                                        "%s is %s and not %s"
                                                .formatted(entry, actual.get(entry.getKey()), entry.getValue()))
                        .toList();
        note(run, what + ": missing", missing);
        note(run, what + ": nobody expected", surplus);
        note(run, what + ": other", other);
    }

    private void note(String run, String what, List<?> entries) {
        if (!entries.isEmpty()) {
            add(run, "%s %d, such as %s".formatted(what, entries.size(), entries.stream().limit(MOST_SHOWN).toList()));
        }
    }

    int count() {
        return found.size();
    }

    List<String> found() {
        return found;
    }

    /// The runs that they are about.
    Set<String> runs() {
        return runs;
    }
}
