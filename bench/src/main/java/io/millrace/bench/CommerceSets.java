package io.millrace.bench;

import io.millrace.arrival.ObjectVersion;
import io.millrace.commerce.CommerceFeed;
import io.millrace.commerce.CommerceFeedSettings;
import io.millrace.commerce.CommerceFile;
import io.millrace.local.LocalSpace;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// Puts sets of three files, a file at a time: some files are replaced before their set is complete, and some sets as a
/// whole after they were run. What must come of a set is always clear: a newer file is waited for before the last of
/// the others is put, and a newer set begins when the run of the one before has completed.
final class CommerceSets {

    private static final LocalDate FIRST = LocalDate.parse("2026-03-01");
    private static final double REPLACED_FILE = 0.4;
    private static final double REPLACED_SET = 0.4;
    private static final double BAD = 1.0 / 200;
    private static final int MOST_ORDERS = 4_000;

    private final S3Client s3;
    private final LocalSpace space;
    private final JdbcClient jdbc;
    private final Announcements announcements;
    private final Random random;
    private final List<OpenSet> open = new ArrayList<>();
    private int sets;
    private long files;

    CommerceSets(S3Client s3, LocalSpace space, Announcements announcements, long seed) {
        this.s3 = s3;
        this.space = space;
        this.jdbc = JdbcClient.create(space.dataSource());
        this.announcements = announcements;
        this.random = new Random(seed);
    }

    /// A set that is being put.
    private final class OpenSet {

        private final LocalDate date;
        private final Deque<CommerceFile> left = new ArrayDeque<>();
        private @Nullable ObjectVersion awaited;
        private boolean replaced;

        OpenSet(LocalDate date) {
            this.date = date;
            begin();
        }

        private void begin() {
            var order = new ArrayList<>(Arrays.asList(CommerceFile.values()));
            Collections.shuffle(order, random);
            if (random.nextDouble() < REPLACED_FILE) {
                order.addFirst(order.getFirst());
            }
            left.addAll(order);
        }

        /// Puts the next file, if it is time.
        ///
        /// @return whether nothing more comes
        boolean putNext() throws IOException {
            if (left.isEmpty()) {
                return replaced || !beginAnew();
            }
            if (awaited == null || isKnown(awaited)) {
                var file = left.remove();
                var object = put(file);
                // What is put twice is to be known before its set can be complete.
                awaited = file == left.peek() ? null : object;
            }
            return false;
        }

        private boolean beginAnew() {
            if (random.nextDouble() >= REPLACED_SET) {
                return false;
            }
            replaced = true;
            begin();
            awaited = null;
            return true;
        }

        private ObjectVersion put(CommerceFile file) throws IOException {
            var content = new ByteArrayOutputStream();
            var settings =
                    new CommerceFeedSettings(
                            50 + random.nextInt(MOST_ORDERS), random.nextInt(1_000_000), 0.1, 0.05, BAD);
            CommerceFeed.write(settings, file, date, content);
            var key = CommerceFeed.key(file, date);
            var stored =
                    s3.putObject(
                            request -> request.bucket(space.landing()).key(key),
                            RequestBody.fromBytes(content.toByteArray()));
            var object = new ObjectVersion(space.landing(), key, stored.versionId(), stored.eTag());
            announcements.add(object, content.size());
            files++;
            return object;
        }

        boolean waitsForItsRun() {
            return left.isEmpty() && !replaced;
        }
    }

    private boolean isKnown(ObjectVersion object) {
        return jdbc.sql("SELECT count(*) FROM millrace.object_head WHERE object_key = ? AND pin = ?")
                        .params(object.key(), object.pinnedBy())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private boolean hasCompleted(LocalDate date) {
        var states =
                jdbc.sql("SELECT state FROM millrace.run WHERE set_key = ?")
                        .param(date.toString())
                        .query(String.class)
                        .list();
        return !states.isEmpty() && states.stream().allMatch("COMPLETED"::equals);
    }

    /// Opens another set.
    void begin() {
        open.add(new OpenSet(FIRST.plusDays(sets)));
        sets++;
    }

    /// Puts the next file of each open set whose time has come.
    void put() throws IOException {
        for (var set : List.copyOf(open)) {
            if ((!set.waitsForItsRun() || hasCompleted(set.date)) && set.putNext()) {
                open.remove(set);
            }
        }
    }

    /// Whether files are still to be put.
    boolean isPending() {
        return !open.isEmpty();
    }

    /// The dates of all sets.
    List<LocalDate> dates() {
        return FIRST.datesUntil(FIRST.plusDays(sets)).toList();
    }

    /// How many files were put.
    long files() {
        return files;
    }
}
