package io.millrace.crash;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Says in a few lines how large collections differ, whatever their order.
public final class Difference {

    private static final int EXAMPLES = 3;

    private Difference() {}

    /// Empty if they hold the same elements, each as often.
    public static <T> Optional<String> between(Collection<? extends T> actual, Collection<? extends T> expected) {
        Map<T, Long> more = new HashMap<>(counts(actual));
        counts(expected).forEach((element, count) -> more.merge(element, -count, Long::sum));
        more.values().removeIf(count -> count == 0);
        if (more.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "%d instead of %d; unexpected: %s; missing: %s"
                        .formatted(actual.size(), expected.size(), examples(more, 1), examples(more, -1)));
    }

    private static <T> Map<T, Long> counts(Collection<? extends T> elements) {
        return elements.stream().collect(groupingBy(Function.<T>identity(), counting()));
    }

    private static <T> String examples(Map<T, Long> more, int sign) {
        List<T> some =
                more.entrySet().stream()
                        .filter(entry -> entry.getValue() * sign > 0)
                        .<T>map(Map.Entry::getKey)
                        .toList();
        return some.isEmpty()
                ? "none"
                : "%d, such as %s".formatted(some.size(), some.stream().limit(EXAMPLES).toList());
    }
}
