package io.millrace.run;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import java.time.Duration;

/// How long the store keeps what is over, prefix `millrace.retention`. A run goes with all that belongs to it; what is
/// known of its file's newest content stays for longer, so that an announcement of it that is delivered again does not
/// run once more.
///
/// @param enabled whether anything is deleted at all
/// @param completed how long a completed run is kept after its end
/// @param failed how long a run is kept that ended otherwise: failed, stopped, abandoned, superseded, gone, refused
/// @param rejects how long a run with rejects is kept at least, whatever its state; a completed one whose rejects were
///   all re-driven goes when it and its last re-drive are older than `completed`. At least `completed`
/// @param heads how long it is known of a file that its newest content was done, after its run was deleted or it was
///   announced once more: an announcement that is delivered again later than that runs again. At least `completed`
/// @param notifications how long a notification is kept after it was sent
/// @param batchSize how many rows of a kind one transaction deletes, without those that go with them
@ConfigurationProperties("millrace.retention")
record RetentionSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("30d") Duration completed,
        @DefaultValue("90d") Duration failed,
        @DefaultValue("365d") Duration rejects,
        @DefaultValue("400d") Duration heads,
        @DefaultValue("90d") Duration notifications,
        @DefaultValue("500") int batchSize) {

    private static final int LARGEST_BATCH = 10_000;

    RetentionSettings {
        requirePositive("completed", completed);
        requirePositive("failed", failed);
        requirePositive("notifications", notifications);
        requireAtLeast(completed, "rejects", rejects);
        requireAtLeast(completed, "heads", heads);
        Assert.isTrue(
                batchSize > 0 && batchSize <= LARGEST_BATCH,
                () -> "millrace.retention.batch-size must be from 1 to %d, is %d".formatted(LARGEST_BATCH, batchSize));
    }

    private static void requireAtLeast(Duration completed, String name, Duration age) {
        Assert.isTrue(
                age.compareTo(completed) >= 0,
                () -> "millrace.retention.%s must be at least completed (%s), is %s".formatted(name, completed, age));
    }

    private static void requirePositive(String name, Duration age) {
        Assert.isTrue(age.isPositive(), () -> "millrace.retention.%s must be positive, is %s".formatted(name, age));
    }
}
