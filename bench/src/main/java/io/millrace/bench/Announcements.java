package io.millrace.bench;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Arrival.Channel;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;

import software.amazon.awssdk.services.sqs.SqsClient;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Announces objects as S3 may: some events come twice, some late and so out of their order, some by EventBridge as
/// well, and some messages hold several. No object stays without its event.
final class Announcements {

    private static final double LATE = 0.15;
    private static final double TWICE = 0.15;
    private static final double BY_EVENT_BRIDGE_TOO = 0.05;
    private static final int LATEST = 6;
    private static final int MOST_IN_A_MESSAGE = 3;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SqsClient sqs;
    private final String queue;
    private final Random random;
    private final Deliveries deliveries = new Deliveries();
    private final List<Event> held = new ArrayList<>();
    private long sequence = 1L << 60;
    private long time;

    /// @param queue the URL of the queue of files
    Announcements(SqsClient sqs, String queue, long seed) {
        this.sqs = sqs;
        this.queue = queue;
        this.random = new Random(seed);
    }

    /// @param at when it is to be sent
    private record Event(Arrival arrival, long at) {}

    /// Has an object announced that was just put.
    void add(ObjectVersion object, long size) {
        sequence += 1 + random.nextInt(1_000);
        var sequencer = "%018X".formatted(sequence);
        hold(new Arrival(object, size, sequencer, Instant.now()));
        if (random.nextDouble() < TWICE) {
            hold(new Arrival(object, size, sequencer, Instant.now()));
        }
        if (random.nextDouble() < BY_EVENT_BRIDGE_TOO) {
            hold(new Arrival(object, size, sequencer, Instant.now(), Channel.EVENT_BRIDGE));
        }
    }

    private void hold(Arrival arrival) {
        held.add(new Event(arrival, random.nextDouble() < LATE ? time + 1 + random.nextInt(LATEST) : time));
    }

    /// Sends what its time has come of.
    void send() {
        time++;
        var due = new ArrayList<>(held.stream().filter(event -> event.at() < time).map(Event::arrival).toList());
        held.removeIf(event -> event.at() < time);
        while (!due.isEmpty()) {
            var byEventBridge = due.getFirst().channel() == Channel.EVENT_BRIDGE;
            var many = byEventBridge ? 1 : Math.min(due.size(), 1 + random.nextInt(MOST_IN_A_MESSAGE));
            var message = List.copyOf(due.subList(0, many));
            if (byEventBridge || message.stream().allMatch(arrival -> arrival.channel() == Channel.S3)) {
                send(byEventBridge ? eventBridge(due.getFirst()) : deliveries.write(new Delivery.Arrivals(message)));
                due.subList(0, many).clear();
            }
        }
    }

    /// Whether events are still to be sent.
    boolean isPending() {
        return !held.isEmpty();
    }

    private void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(queue).messageBody(body));
    }

    private static String eventBridge(Arrival arrival) {
        var of = arrival.object();
        var object = new LinkedHashMap<String, Object>();
        object.put("key", of.key());
        object.put("size", arrival.size());
        object.put("etag", String.valueOf(of.eTag()));
        if (of.versionId() != null) {
            object.put("version-id", of.versionId());
        }
        object.put("sequencer", String.valueOf(arrival.sequencer()));
        return JSON.writeValueAsString(
                Map.of(
                        "source",
                        "aws.s3",
                        "detail-type",
                        "Object Created",
                        "time",
                        arrival.announcedAt().toString(),
                        "detail",
                        Map.of("bucket", Map.of("name", of.bucket()), "object", object)));
    }
}
