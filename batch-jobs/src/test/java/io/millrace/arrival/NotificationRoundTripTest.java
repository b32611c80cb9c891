package io.millrace.arrival;

import static io.millrace.arrival.Fixtures.TIME;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Delivery.Arrivals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class NotificationRoundTripTest {

    private static final int[] CHARACTERS = "aZ09 +%/?&=:*~'\"\\<>äßé测🔋\t\n\u00a0\u2028".codePoints().toArray();

    private final Deliveries deliveries = new Deliveries();

    @RepeatedTest(200)
    void readsWhatItWrote(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var announced =
                new Arrivals(IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(_ -> arrival(random)).toList());

        assertThat(deliveries.parse(deliveries.write(announced))).isEqualTo(announced);
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        var arrival = new Arrival(new ObjectVersion("b", "a b", "v1", null), Arrival.UNKNOWN_SIZE, null, TIME);

        assertThat(deliveries.write(new Arrivals(List.of(arrival))))
                .contains("\"object\":{\"key\":\"a+b\",\"versionId\":\"v1\"}");
    }

    private static Arrival arrival(Random random) {
        var version = random.nextBoolean() ? "v" + random.nextLong() : null;
        var eTag = version == null || random.nextBoolean() ? Long.toHexString(random.nextLong()) : null;
        var object = new ObjectVersion("landing-" + random.nextInt(9), key(random), version, eTag);
        var size = random.nextBoolean() ? random.nextLong(Arrival.LARGEST_SIZE + 1) : Arrival.UNKNOWN_SIZE;
        return new Arrival(object, size, sequencer(random), TIME.plusNanos(random.nextInt()));
    }

    private static String key(Random random) {
        return random.ints(1 + random.nextInt(20), 0, CHARACTERS.length)
                .mapToObj(i -> Character.toString(CHARACTERS[i]))
                .collect(Collectors.joining());
    }

    private static @Nullable String sequencer(Random random) {
        return random.nextBoolean() ? "%018X".formatted(random.nextLong()) : null;
    }
}
