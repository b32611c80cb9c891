package io.millrace.run;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.Optional;

/// Time-outs that the server keeps for each session, prefix `millrace.database`. They end what a frozen worker has left
/// behind, which says no goodbye. The application's data source is given them as they are written, so their units are
/// those that PostgreSQL knows as well: `ms`, `s`, `h`.
///
/// @param statementTimeout of one statement; work steps may take longer
/// @param lockTimeout how long a statement waits for a lock
/// @param idleInTransactionTimeout how long a transaction may do nothing; work steps may take longer until they are
///   done
@ConfigurationProperties("millrace.database")
record DatabaseSettings(
        @DefaultValue("30s") Duration statementTimeout,
        @DefaultValue("10s") Duration lockTimeout,
        @DefaultValue("20s") Duration idleInTransactionTimeout) {

    /// What is to be said of them beside a lease; empty if they fit. A worker that freezes while it has the run's row
    /// locked keeps its run for so long, whatever its lease.
    Optional<String> concern(Duration lease) {
        Duration longest = lockTimeout.plus(idleInTransactionTimeout);
        return longest.compareTo(lease) < 0
                ? Optional.empty()
                : Optional.of(
                        "millrace.database.lock-timeout (%s) and millrace.database.idle-in-transaction-timeout (%s) together are not shorter than millrace.run.lease (%s): a frozen worker may keep its run for longer than its lease. Shorten them, or lengthen the lease"
                                .formatted(text(lockTimeout), text(idleInTransactionTimeout), text(lease)));
    }

    private static String text(Duration time) {
        return time.toMillis() + " ms";
    }
}
