package io.millrace.arrival;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/// Messages as the queue delivers them, from files beside this class, and short ways to what tests need often.
final class Fixtures {

    static final Instant TIME = Instant.parse("2026-03-14T09:26:53.589Z");

    private Fixtures() {}

    static String message(String name) {
        try (var in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name + ".json"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectVersion object(String bucket, String key) {
        return new ObjectVersion(bucket, key, null, "9b2cf535f27731c974343645a3985328");
    }

    static Arrival arrival(String bucket, String key, long size) {
        return new Arrival(object(bucket, key), size, null, TIME);
    }
}
