package io.millrace.bench;

import io.millrace.bench.QueueProgram.Role;
import io.millrace.local.LocalSpace;

import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// (kills) Both pipelines at work while worker after worker is killed or frozen: files arrive all along, some twice,
/// some late, some replaced. In the end everything must be as the newest contents say; what they say is computed by a
/// check that knows the bucket and the stores only.
///
/// `-Dkills=N` says how many, `-Dseed=N` repeats the choices of an earlier time, though not the moments in which they
/// fall.
final class KillsRow implements Row {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration INVOCATION = Duration.ofSeconds(5);

    /// Longer than an invocation.
    private static final Duration VISIBILITY = Duration.ofSeconds(8);

    private static final int FILE_WORKERS = 4;
    private static final int KILLS_PER_SET = 20;

    /// No other file is put while so many runs are due.
    private static final int MOST_DUE = 30;

    private static final int LONGEST_PAUSE_MILLIS = 1_500;
    private static final Duration LOOK = Duration.ofMillis(20);

    /// How long nothing may change while there is something to do.
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final int RUNS_SHOWN = 8;
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var kills = Integer.getInteger("kills", 300);
        var given = Long.getLong("seed", 0L);
        var seed = given == 0 ? System.nanoTime() % 1_000_000_000 : given;
        System.err.printf("(kills) %d kills and freezes with -Dseed=%d%n", kills, seed);
        return List.of(new Storm(ground, kills, seed).measure());
    }

    private static final class Storm {

        private final Ground ground;
        private final int hits;
        private final long seed;
        private final Random random;
        private final LocalSpace space;
        private final String plain;
        private final JdbcClient jdbc;
        private final Announcements announcements;
        private final EnergyFiles energy;
        private final CommerceSets commerce;
        private final List<String> settings;

        Storm(Ground ground, int hits, long seed) {
            this.ground = ground;
            this.hits = hits;
            this.seed = seed;
            this.random = new Random(seed);
            this.space = ground.newSpace(new LocalSpace.Options(true, VISIBILITY));
            this.plain = space.name() + "-plain";
            this.jdbc = JdbcClient.create(space.dataSource());
            var s3 = ground.cloud().s3();
            s3.createBucket(request -> request.bucket(plain));
            this.announcements = new Announcements(ground.cloud().sqs(), space.files(), seed + 1);
            this.energy = new EnergyFiles(s3, announcements, List.of(space.landing(), plain), seed + 2);
            this.commerce = new CommerceSets(s3, space, announcements, seed + 3);
            this.settings = settings();
        }

        private List<String> settings() {
            return ground.application(
                    space,
                    "-Dmillrace.routes[1].name=energy-plain",
                    "-Dmillrace.routes[1].bucket=" + plain,
                    "-Dmillrace.routes[1].key=energy/**",
                    "-Dmillrace.routes[1].job=energy",
                    "-Dmillrace.routes[2].name=commerce",
                    "-Dmillrace.routes[2].bucket=" + space.landing(),
                    "-Dmillrace.routes[2].key=commerce/{set}/{member}.csv",
                    "-Dmillrace.routes[2].set.members=orders,reviews,shipment_deliveries",
                    "-Dmillrace.routes[2].set.once=false",
                    "-Dmillrace.routes[2].job=commerce",
                    "-Dmillrace.run.lease=" + LEASE.toMillis() + "ms",
                    "-Dmillrace.run.chunk-size=200",
                    "-Dmillrace.commerce.chunk-size=500",
                    "-Dmillrace.run.reserve=300ms",
                    "-Dmillrace.run.back-off=500ms",
                    "-Dmillrace.run.max-back-off=3s",
                    // The row kills more than any fault would.
                    "-Dmillrace.run.max-failures=100000",
                    "-Dmillrace.run.max-stalled=100000",
                    "-Dmillrace.database.statement-timeout=2s",
                    "-Dmillrace.database.lock-timeout=1s",
                    "-Dmillrace.database.idle-in-transaction-timeout=2s",
                    "-Dmillrace.database.socket-timeout-seconds=4");
        }

        Result measure() throws Exception {
            var watch = Stopwatch.start();
            migrate();
            try (var victims = new Victims(this::start, LEASE.multipliedBy(2), seed + 4)) {
                victims.start(Role.SWEEP);
                for (var worker = 0; worker < FILE_WORKERS; worker++) {
                    victims.start(Role.FILES);
                }
                try {
                    rage(victims);
                    finish(victims);
                    return result(victims, watch.seconds());
                } catch (Exception e) {
                    System.err.printf("(kills) -Dseed=%d%n%s%n", seed, String.join("\n", victims.lastWords()));
                    throw e;
                }
            }
        }

        /// With the first process of all, so that the others need not wait for each other.
        private void migrate() throws IOException, InterruptedException {
            try (var first = WorkerProcess.start("first", Role.SWEEP, space, INVOCATION, settings)) {
                while (!first.isReady()) {
                    if (!first.isAlive()) {
                        throw new IllegalStateException("The first process ended: " + first.lastLines());
                    }
                    Thread.sleep(LOOK);
                }
            }
        }

        private WorkerProcess start(String name, Role role) throws IOException {
            var more = new ArrayList<>(settings);
            more.add("-Dspring.flyway.enabled=false");
            return WorkerProcess.start(name, role, space, INVOCATION, more);
        }

        private void rage(Victims victims) throws Exception {
            for (var hit = 0; hit < hits; hit++) {
                if (hit % KILLS_PER_SET == 0) {
                    commerce.begin();
                }
                putFiles();
                var pause = Deadline.after(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
                while (!pause.isOver() || !victims.canLoseOne()) {
                    Thread.sleep(LOOK);
                    victims.look();
                }
                victims.hitOne();
                if (hit % 25 == 24) {
                    System.err.printf(
                            "(kills) %d kills, %d freezes, %d files, runs %s%n",
                            victims.kills(), victims.freezes(), files(), states());
                }
            }
        }

        private void putFiles() throws IOException {
            if (due() < MOST_DUE) {
                for (var file = random.nextInt(4); file > 0; file--) {
                    energy.put();
                }
                commerce.put();
            }
            announcements.send();
        }

        /// Waits until nothing is left to do, as long as something changes.
        private void finish(Victims victims) throws Exception {
            var seen = "";
            var since = System.nanoTime();
            while (commerce.isPending()
                    || announcements.isPending()
                    || due() > 0
                    || dueRejects() > 0
                    || messages() > 0
                    || !victims.areAllAwake()) {
                commerce.put();
                announcements.send();
                victims.look();
                var sees = progress();
                if (!sees.equals(seen)) {
                    seen = sees;
                    since = System.nanoTime();
                }
                if (System.nanoTime() - since > PATIENCE.toNanos()) {
                    System.err.printf("(kills) Nothing has happened for %s: %s%n", PATIENCE, seen);
                    break;
                }
                Thread.sleep(LOOK.multipliedBy(10));
            }
            victims.pause();
            var patience = Deadline.after(PATIENCE);
            while (!victims.arePaused() && !patience.isOver()) {
                victims.look();
                Thread.sleep(LOOK);
            }
        }

        private record Deadline(long nanos) {

            static Deadline after(Duration time) {
                return new Deadline(System.nanoTime() + time.toNanos());
            }

            boolean isOver() {
                return System.nanoTime() - nanos >= 0;
            }
        }

        private long due() {
            return count(
                    "SELECT count(*) FROM millrace.run WHERE due_at IS NOT NULL OR state IN ('STARTED', 'STOPPING')");
        }

        private long dueRejects() {
            return count("SELECT count(*) FROM millrace.reject WHERE due_at IS NOT NULL");
        }

        private long count(String query) {
            return jdbc.sql(query).query(Long.class).single();
        }

        private long messages() {
            return ground
                    .cloud()
                    .sqs()
                    .getQueueAttributes(
                            request ->
                                    request.queueUrl(space.files())
                                            .attributeNames(
                                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                    .attributes()
                    .values()
                    .stream()
                    .mapToLong(Long::parseLong)
                    .sum();
        }

        private String progress() {
            return "runs %s, records %d, due %d, rejects due %d, messages %d"
                    .formatted(
                            states(),
                            count("SELECT coalesce(sum(records), 0) FROM millrace.checkpoint"),
                            due(),
                            dueRejects(),
                            messages());
        }

        private Map<String, Long> states() {
            var states = new TreeMap<String, Long>();
            jdbc.sql("SELECT state, count(*) FROM millrace.run GROUP BY state")
                    .query(
                            row -> {
                                states.put(row.getString(1), row.getLong(2));
                            });
            return states;
        }

        private long files() {
            return energy.files() + commerce.files();
        }

        private Result result(Victims victims, double seconds) {
            var differences = new Differences();
            var runs = new StoredRuns(jdbc, differences, published());
            var records = check(differences, runs);
            var hops = count("SELECT count(*) FROM millrace.hop");
            var died = count("SELECT count(*) FROM millrace.hop WHERE ended_at IS NULL");
            var continued = count("SELECT count(*) FROM millrace.hop WHERE cause = 'CONTINUED'");
            var line =
                    "%d kills, %d freezes, %d files, %d records of the newest, %d hops (%d died, %d continued), runs %s, seed %d, %.0f s"
                            .formatted(
                                    victims.kills(),
                                    victims.freezes(),
                                    files(),
                                    records,
                                    hops,
                                    died,
                                    continued,
                                    states(),
                                    seed,
                                    seconds);
            System.err.printf("(kills) %s: differences %d%n", line, differences.count());
            if (differences.count() > 0) {
                differences.found().stream().limit(50).forEach(System.err::println);
                differences.runs().stream().limit(RUNS_SHOWN).map(runs::history).forEach(System.err::println);
                throw new IllegalStateException("%d differences with -Dseed=%d".formatted(differences.count(), seed));
            }
            return new Result(
                    "kills", line + ": differences", differences.count(), new Target.AtMost(0), Map.of("seed", seed));
        }

        /// @return how many records the newest contents have
        private long check(Differences differences, StoredRuns runs) {
            var s3 = ground.cloud().s3();
            var energyCheck = new EnergyCheck(differences, runs);
            NewestObjects.of(s3, space.landing(), true, "energy/").forEach(energyCheck::add);
            NewestObjects.of(s3, plain, false, "energy/").forEach(energyCheck::add);
            energyCheck.compare(ground.cloud().dynamoDb(), Ground.readings(space));
            var commerceCheck = new CommerceCheck(s3, space, differences, runs);
            commerce.dates().forEach(commerceCheck::check);
            runs.checkAll();
            receiveAll(space.filesDlq()).forEach(message -> checkDead(message, differences, runs));
            return energyCheck.records() + commerceCheck.records();
        }

        private Set<String> published() {
            var ids = new HashSet<String>();
            receiveAll(space.rejects()).forEach(message -> ids.add(message.path("id").asString()));
            return ids;
        }

        private List<JsonNode> receiveAll(String queue) {
            var sqs = ground.cloud().sqs();
            var all = new ArrayList<JsonNode>();
            while (true) {
                var messages =
                        sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10)).messages();
                if (messages.isEmpty()) {
                    return all;
                }
                messages.forEach(message -> all.add(JSON.readTree(message.body())));
                var entries =
                        messages.stream()
                                .map(
                                        message ->
                                                DeleteMessageBatchRequestEntry.builder()
                                                        .id(message.messageId())
                                                        .receiptHandle(message.receiptHandle())
                                                        .build())
                                .toList();
                sqs.deleteMessageBatch(request -> request.queueUrl(queue).entries(entries));
            }
        }

        /// A message in the dead-letter queue is never the only trace of a file.
        private static void checkDead(JsonNode message, Differences differences, StoredRuns runs) {
            for (var event : message.path("Records")) {
                var object = event.path("s3").path("object");
                var bucket = event.path("s3").path("bucket").path("name").asString();
                var key = URLDecoder.decode(object.path("key").asString(), StandardCharsets.UTF_8);
                var version = object.path("versionId");
                var pin = version.isMissingNode() ? object.path("eTag").asString() : version.asString();
                if (!runs.isRecorded(bucket, key, pin)) {
                    differences.add("", "In the dead-letter queue only: " + event);
                }
            }
            if (message.has("detail")) {
                var detail = message.path("detail");
                var object = detail.path("object");
                var version = object.path("version-id");
                var pin = version.isMissingNode() ? object.path("etag").asString() : version.asString();
                var bucket = detail.path("bucket").path("name").asString();
                if (!runs.isRecorded(bucket, object.path("key").asString(), pin)) {
                    differences.add("", "In the dead-letter queue only: " + message);
                }
            }
        }
    }
}
