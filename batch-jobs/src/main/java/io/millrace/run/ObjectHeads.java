package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Arrival.Channel;
import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;
import io.millrace.arrival.Sequencer;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The heads of keys in PostgreSQL: for each key the newest content that was announced.
@Component
class ObjectHeads {

    private final JdbcClient jdbc;

    ObjectHeads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Where an object is.
    record ObjectKey(String bucket, String key) {

        static ObjectKey of(Arrival arrival) {
            return new ObjectKey(arrival.object().bucket(), arrival.object().key());
        }
    }

    /// The newest content of a key.
    ///
    /// @param sequencer the greatest that was announced; null if none was
    /// @param channel by which that came
    /// @param pin the version or the eTag of the newest content; null before anything was announced
    /// @param ordered whether the sequencer is that of the newest content; if not, only S3 knows what came after it
    /// @param run the run of the newest content; null if it has none of its own, as a file of a set, or if that was
    ///   deleted
    /// @param done whether the run that had the newest content completed, and was deleted since
    /// @param changes how often the head has changed
    record Head(
            ObjectKey at,
            @Nullable Sequencer sequencer,
            Channel channel,
            @Nullable String pin,
            boolean ordered,
            @Nullable RunId run,
            boolean done,
            long changes) {

        /// Whether nothing is known of the key.
        boolean isNew() {
            return pin == null;
        }

        boolean hasContentOf(ObjectVersion object) {
            return object.pinnedBy().equals(pin);
        }

        /// The head after new content was announced.
        Head with(Arrival arrival, @Nullable RunId run) {
            return after(arrival, arrival.object().pinnedBy(), run, false);
        }

        /// The head after the same content was announced anew.
        Head again(Arrival arrival) {
            return after(arrival, pin, run, false);
        }

        /// The head after an announcement that is known: if it says where a version has its place, which nothing before
        /// did, S3 need not be asked any more.
        Head known(Arrival arrival) {
            return !ordered && isOrderedBy(arrival) ? after(arrival, pin, run, done) : this;
        }

        private Head after(Arrival arrival, @Nullable String pin, @Nullable RunId run, boolean done) {
            boolean after = isAfter(arrival);
            return new Head(
                    at,
                    after ? sequencerOf(arrival) : sequencer,
                    after ? arrival.channel() : channel,
                    pin,
                    isOrderedBy(arrival),
                    run,
                    done,
                    changes + 1);
        }

        private boolean isAfter(Arrival arrival) {
            Sequencer announced = sequencerOf(arrival);
            return announced != null
                    && (sequencer == null || (channel == arrival.channel() && announced.compareTo(sequencer) > 0));
        }

        /// The head after its content was given another run.
        Head with(RunId other) {
            return new Head(at, sequencer, channel, pin, ordered, other, false, changes + 1);
        }

        /// Whether the sequencer of an announcement can be compared with that of the newest content.
        boolean isOrderedWith(Arrival arrival) {
            return ordered && sequencer != null && arrival.sequencer() != null && channel == arrival.channel();
        }

        /// Where S3 was asked and the bucket keeps no versions, the same content may have been put before: then this
        /// may be the announcement of that time, and its sequencer says nothing of what came between.
        private boolean isOrderedBy(Arrival arrival) {
            return isAfter(arrival) && (ordered || arrival.object().versionId() != null);
        }
    }

    static @Nullable Sequencer sequencerOf(Arrival arrival) {
        return arrival.sequencer() == null ? null : new Sequencer(arrival.sequencer());
    }

    /// Locks the heads of keys until the transaction ends, in one order for everybody; of new keys they are made.
    Map<ObjectKey, Head> lock(Collection<ObjectKey> keys) {
        List<ObjectKey> sorted =
                keys.stream()
                        .distinct()
                        .sorted(Comparator.comparing(ObjectKey::bucket).thenComparing(ObjectKey::key))
                        .toList();
        Map<ObjectKey, Head> heads = new HashMap<>();
        if (sorted.isEmpty()) {
            return heads;
        }
        jdbc.sql(
                        """
                        INSERT INTO millrace.object_head (bucket, object_key)
                        SELECT bucket, object_key FROM unnest(?::text[], ?::text[]) WITH ORDINALITY
                          AS announced (bucket, object_key, place) ORDER BY place
                        ON CONFLICT (bucket, object_key) DO UPDATE SET changed_at = clock_timestamp() RETURNING *\
                        """)
                .params(
                        sorted.stream().map(ObjectKey::bucket).toArray(String[]::new),
                        sorted.stream().map(ObjectKey::key).toArray(String[]::new))
                .query(
                        row -> {
                            ObjectKey key = new ObjectKey(row.getString("bucket"), row.getString("object_key"));
                            String sequencer = row.getString("sequencer");
                            String run = row.getString("run_id");
                            heads.put(
                                    key,
                                    new Head(
                                            key,
                                            sequencer == null ? null : new Sequencer(sequencer),
                                            Channel.valueOf(row.getString("channel")),
                                            row.getString("pin"),
                                            row.getBoolean("ordered"),
                                            run == null ? null : new RunId(run),
                                            row.getBoolean("done"),
                                            row.getLong("changes")));
                        });
        return heads;
    }

    /// Saves a head that is locked.
    void save(Head head) {
        jdbc.sql(
                        """
                        UPDATE millrace.object_head SET sequencer = ?, channel = ?, pin = ?, ordered = ?, changes = ?, run_id = ?,
                          done = ?
                        WHERE bucket = ? AND object_key = ?\
                        """)
                .param(head.sequencer() == null ? null : head.sequencer().value())
                .param(head.channel().name())
                .param(head.pin())
                .param(head.ordered())
                .param(head.changes())
                .param(head.run() == null ? null : head.run().value())
                .param(head.done())
                .param(head.at().bucket())
                .param(head.at().key())
                .update();
    }
}
