package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Arrival.Channel;
import io.millrace.arrival.ObjectVersion;
import io.millrace.io.FileFault;
import io.millrace.io.UnreadableObjectException;
import io.millrace.run.NewestJob.Moment;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// What happens to a key, or to the keys of a set: content is put, put again, deleted, announced in any order and more
/// than once; runs fail, die, and meet each other. Made up from a number, so that it can be repeated.
///
/// What must hold at the end, after every announcement was delivered and everything due was done:
///
/// - What was stored, in the order of the commits, never goes back to older content.
/// - If the last content that was put is still there, it is what is stored. If it was deleted, then it or any older
///   content is, as the first rule allows.
/// - Nothing is unfinished or waits for another try.
final class History {

    private static final Executor ELSEWHERE = task -> Thread.ofPlatform().daemon().start(task);

    private final Random random;
    private final World world;
    private final String bucket;
    private final String name;
    private final List<String> keys;
    private final boolean keepsVersions;
    private final Events events;
    private final List<Set<Channel>> channels;

    /// By how much the sequencers of the other channel are greater, so that comparing them misleads.
    private final int eventBridgeIsAhead;

    private final List<Put> puts = new ArrayList<>();
    private final Map<String, @Nullable Put> current = new HashMap<>();
    private final List<Arrival> announced = new ArrayList<>();
    private final Set<Integer> undelivered = new LinkedHashSet<>();
    private final List<String> told = new ArrayList<>();

    /// What histories act on.
    ///
    /// @param arrive delivers an arrival
    /// @param resume goes on with the runs of a name as far as they are unfinished or wait for another try
    /// @param expire lets the leases of a name's runs be over
    record World(
            S3Client s3,
            java.util.function.Consumer<Arrival> arrive,
            java.util.function.Consumer<History> resume,
            java.util.function.Consumer<History> expire) {}

    private enum Events {
        ALWAYS,
        SOMETIMES,
        NEVER
    }

    /// By which channels events may come: of each putting one of these comes about.
    private static final List<List<Set<Channel>>> CHANNELS =
            List.of(
                    List.of(Set.of(Channel.S3)),
                    List.of(Set.of(Channel.S3)),
                    List.of(Set.of(Channel.S3, Channel.EVENT_BRIDGE)),
                    List.of(Set.of(Channel.S3), Set.of(Channel.EVENT_BRIDGE)));

    /// Content that was put.
    private record Put(String key, ObjectVersion object) {

        String pin() {
            return object.pinnedBy();
        }
    }

    /// @param keys one, or those of a set in the order of its members
    /// @param name under which the content is stored
    History(long number, World world, String bucket, boolean keepsVersions, List<String> keys, String name) {
        this.random = new Random(number * 0x9E3779B97F4A7C15L);
        this.world = world;
        this.bucket = bucket;
        this.keepsVersions = keepsVersions;
        this.events = List.of(Events.ALWAYS, Events.ALWAYS, Events.SOMETIMES, Events.NEVER).get(random.nextInt(4));
        this.channels = CHANNELS.get(random.nextInt(CHANNELS.size()));
        this.eventBridgeIsAhead = random.nextInt(3) * 5 - 5;
        this.keys = keys;
        this.name = name;
    }

    String bucket() {
        return bucket;
    }

    String name() {
        return name;
    }

    List<String> keys() {
        return keys;
    }

    boolean isSet() {
        return keys.size() > 1;
    }

    @Override
    public synchronized String toString() {
        return "%s, events %s by %s, %s: %s"
                .formatted(keepsVersions ? "versions" : "no versions", events, channels, keys, String.join("; ", told));
    }

    private synchronized void tell(String what) {
        told.add(what);
    }

    /// Everything but what is due at the end.
    void happen() {
        keys.forEach(this::put);
        int steps = 3 + random.nextInt(isSet() ? 14 : 8);
        for (int step = 0; step < steps; step++) {
            something(0);
        }
    }

    private void something(int depth) {
        switch (random.nextInt(depth == 0 ? 16 : 11)) {
            case 0, 1 -> put(anyKey());
            case 2 -> putAndDeliver();
            case 3 -> delete(anyKey());
            case 4, 5, 6, 7 -> deliver(random.nextInt(announced.size()));
            case 8 -> announce(anyKey());
            case 9 -> {
                tell("resume");
                world.resume().accept(this);
            }
            case 10 -> {
                if (depth > 0) {
                    tell("leases are over");
                    world.expire().accept(this);
                }
            }
            case 11 -> fail(false);
            case 12 -> fail(true);
            case 13 -> together();
            default -> meanwhile(depth);
        }
    }

    private String anyKey() {
        return keys.get(random.nextInt(keys.size()));
    }

    /// Of a set all files, with the same content, so that it often comes back whole.
    private void putAndDeliver() {
        int content = random.nextInt(2);
        for (String key : keys) {
            int first = announced.size();
            put(key, content);
            for (int index = first; index < announced.size(); index++) {
                deliver(index);
            }
        }
    }

    private void put(String key) {
        put(key, random.nextInt(3));
    }

    private synchronized void put(String key, int content) {
        var body = RequestBody.fromString(Integer.toString(content));
        var stored = world.s3().putObject(request -> request.bucket(bucket).key(key), body);
        Put put = new Put(key, new ObjectVersion(bucket, key, stored.versionId(), stored.eTag()));
        puts.add(put);
        current.put(key, put);
        told.add("put %s of %s".formatted(content, last(key)));
        if (isAnnouncedByEvent()) {
            for (Channel channel : channels.get(random.nextInt(channels.size()))) {
                announced(put, sequencer(channel), channel);
            }
        } else {
            announced(put, null, Channel.S3);
        }
    }

    /// Where a bucket sends no events, or did not always, somebody announces what was put.
    private boolean isAnnouncedByEvent() {
        return switch (events) {
            case ALWAYS -> true;
            case SOMETIMES -> random.nextInt(3) > 0;
            case NEVER -> false;
        };
    }

    /// As S3 writes them: of differing lengths, in upper or lower case.
    private String sequencer(Channel channel) {
        int number = 16 + puts.size() + (channel == Channel.EVENT_BRIDGE ? eventBridgeIsAhead : 0);
        String digits = "%04x".formatted(number) + "0".repeat(random.nextInt(3));
        return random.nextBoolean() ? digits : digits.toUpperCase(Locale.ROOT);
    }

    private void announced(Put put, @Nullable String sequencer, Channel channel) {
        told.add("as %d (%s %s)".formatted(announced.size(), channel, sequencer));
        undelivered.add(announced.size());
        announced.add(new Arrival(put.object(), 1, sequencer, Instant.EPOCH, channel));
    }

    private synchronized void delete(String key) {
        Put put = current.get(key);
        if (put != null) {
            world.s3().deleteObject(request -> request.bucket(bucket).key(key));
            current.put(key, null);
            told.add("delete " + last(key));
        }
    }

    /// As by POST /api/arrivals: it names what is there now.
    private synchronized void announce(String key) {
        Put put = current.get(key);
        if (put != null) {
            told.add("announce " + last(key));
            announced(put, null, Channel.S3);
        }
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private void deliver(int index) {
        tell("deliver " + index);
        arrive(index);
    }

    private void arrive(int index) {
        Arrival arrival;
        synchronized (this) {
            undelivered.remove(index);
            arrival = announced.get(index);
        }
        world.arrive().accept(arrival);
    }

    private void fail(boolean forGood) {
        Moment moment = any(Moment.OF_RUNS);
        tell("the next run fails %s %s".formatted(moment, forGood ? "for good" : "for now"));
        NewestJob.next(
                moment,
                name,
                () -> {
                    if (forGood) {
                        throw new UnreadableObjectException(
                                announced.getFirst().object(), FileFault.INVALID_JSON, "so it was made up", null);
                    }
                    throw new IllegalStateException("So it was made up");
                });
    }

    private Moment any(List<Moment> moments) {
        return moments.get(random.nextInt(moments.size()));
    }

    private void together() {
        int one = random.nextInt(announced.size());
        int other = random.nextInt(announced.size());
        tell("deliver %d and %d at once".formatted(one, other));
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> arrive(one), ELSEWHERE),
                        CompletableFuture.runAsync(() -> arrive(other), ELSEWHERE))
                .join();
    }

    private void meanwhile(int depth) {
        Moment moment = any(List.of(Moment.values()));
        int events = 1 + random.nextInt(3);
        if (moment == Moment.NOT_THERE) {
            String gone = anyKey();
            NewestJob.next(Moment.BEFORE_READING, name, () -> delete(gone));
        }
        tell("%s the next time: %d events".formatted(moment, events));
        NewestJob.next(
                moment,
                name,
                () ->
                        CompletableFuture.runAsync(
                                        () -> {
                                            tell("(meanwhile");
                                            for (int event = 0; event < events; event++) {
                                                something(depth + 1);
                                            }
                                            tell(")");
                                        },
                                        ELSEWHERE)
                                .join());
    }

    /// Every announcement is delivered at least once, in any order; some come again.
    void deliverTheRest() {
        NewestJob.behave(name);
        List<Integer> rest = new ArrayList<>(undelivered);
        rest.add(random.nextInt(announced.size()));
        java.util.Collections.shuffle(rest, random);
        rest.forEach(this::deliver);
    }

    /// @param log what was stored, in the order of the commits
    void check(List<String> log) {
        for (int member = 0; member < keys.size(); member++) {
            String key = keys.get(member);
            int place = member;
            List<String> pins = log.stream().map(content -> content.split(",", -1)[place]).toList();
            neverGoesBack(key, pins);
        }
    }

    private void neverGoesBack(String key, List<String> pins) {
        List<String> put = puts.stream().filter(any -> any.key().equals(key)).map(Put::pin).toList();
        int at = 0;
        for (String pin : pins) {
            while (at < put.size() && !put.get(at).equals(pin)) {
                at++;
            }
            assertThat(at).as("%s goes back to older content: %s of %s", key, pins, put).isLessThan(put.size());
        }
    }

    /// Whether the last content of every key is still there, as announced.
    boolean isAllThere() {
        return keys.stream().allMatch(key -> current.get(key) != null);
    }

    /// What is to be stored if it is there.
    String newest() {
        return String.join(",", keys.stream().map(key -> newestOf(key).pin()).toList());
    }

    private Put newestOf(String key) {
        return puts.stream().filter(put -> put.key().equals(key)).reduce((one, next) -> next).orElseThrow();
    }
}
