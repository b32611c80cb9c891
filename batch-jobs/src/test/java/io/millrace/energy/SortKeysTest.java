package io.millrace.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;

class SortKeysTest {

    @Test
    void sortAsTimeDoes() {
        var random = new SplittableRandom(2);
        var instants =
                Stream.concat(
                                Stream.of(
                                        SortKeys.FIRST,
                                        SortKeys.LAST,
                                        Instant.parse("2026-03-01T12:00:00Z"),
                                        Instant.parse("2026-03-01T12:00:00.5Z"),
                                        Instant.parse("2026-03-01T12:00:00.000000001Z")),
                                random.longs(1000, -62_167_219_200L, 253_402_300_800L)
                                        .mapToObj(second -> Instant.ofEpochSecond(second, nanos(random))))
                        .toList();

        assertThat(instants.stream().map(SortKeys::of).sorted())
                .containsExactlyElementsOf(instants.stream().sorted().map(SortKeys::of).toList())
                .allMatch(key -> key.length() == 30);
        assertThat(instants).allMatch(at -> SortKeys.at(SortKeys.of(at)).equals(at));
    }

    private static int nanos(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000) * 1_000_000;
            default -> random.nextInt(1_000_000_000);
        };
    }
}
