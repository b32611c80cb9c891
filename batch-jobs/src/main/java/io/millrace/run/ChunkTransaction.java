package io.millrace.run;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

import io.millrace.run.RunContext.Interruption;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.DefaultTransactionDefinition;

import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

/// Transactions of chunks and of pieces of work: none is open when its invocation ends. What takes longer is rolled
/// back and left to the next hop.
@Component
class ChunkTransaction {

    /// Transactions that may be so long need no time-out.
    private static final Duration LONG = Duration.ofHours(1);

    /// Longer than the longest invocation.
    private static final Duration LONGEST = Duration.ofDays(1);

    /// How long the server may take to say that a statement was ended.
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final PlatformTransactionManager transactions;
    private final JdbcTemplate jdbc;

    /// Null if the connections are not pooled.
    private final @Nullable HikariDataSource pool;

    ChunkTransaction(PlatformTransactionManager transactions, JdbcTemplate jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.pool =
                DataSourceUnwrapper.unwrap(
                        Objects.requireNonNull(jdbc.getDataSource()), HikariConfigMXBean.class, HikariDataSource.class);
    }

    /// What became of a transaction.
    enum Result {
        COMMITTED,

        /// Rolled back, to make room for others.
        IN_THE_WAY,

        /// Rolled back, because the invocation ends.
        OUT_OF_TIME
    }

    /// A commit failed, or its answer was lost: then the work may be done all the same. Only the checkpoint in the
    /// store tells, and the next hop asks it; nobody may do the work again before.
    static final class CommitFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private CommitFailedException(DataAccessException cause) {
            super("The commit of a chunk failed: " + cause.getMessage(), cause);
        }
    }

    /// @param work answers whether its transaction is to be committed
    /// @throws CommitFailedException if what the work did may be committed or not
    /// @throws Exception what the work threw, after its transaction was rolled back
    Result execute(RunContext context, Callable<Boolean> work) throws Exception {
        TransactionStatus status = transactions.getTransaction(definition(context));
        boolean commit;
        try {
            commit = work.call();
        } catch (Throwable e) {
            rollback(status, e);
            if (isOutOfTime(context, e)) {
                return Result.OUT_OF_TIME;
            }
            throw e;
        }
        if (!commit) {
            transactions.rollback(status);
            return Result.IN_THE_WAY;
        }
        try {
            transactions.commit(status);
        } catch (DataAccessException e) {
            throw new CommitFailedException(e);
        } catch (UnexpectedRollbackException e) {
            throw new IllegalStateException(
                    "A chunk was rolled back without an exception: its processor or writer hides the failure of"
                            + " something that joined the chunk's transaction. Let the exception pass, or give that a"
                            + " transaction of its own",
                    e);
        }
        return Result.COMMITTED;
    }

    private void rollback(TransactionStatus status, Throwable why) {
        try {
            transactions.rollback(status);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /// Names the caller's transaction after its run, so that its session can be ended when the run has another worker.
    void name(RunContext context) {
        jdbc.execute("SET LOCAL application_name = '" + StaleSessions.name(context.leased()) + "'");
    }

    /// Lets the caller's transaction take as long as the invocation, in a statement or between two of them, instead of
    /// as long as that of a chunk; names it as well.
    void allowLongWork(RunContext context) {
        Duration left = context.deadline().untilInvocationEnds();
        int millis = left.compareTo(LONGEST) < 0 ? (int) Math.max(1, left.toMillis()) : (int) LONGEST.toMillis();
        jdbc.execute(
                (ConnectionCallback<Boolean>)
                        connection -> {
                            connection.setNetworkTimeout(Runnable::run, millis + (int) ANSWER.toMillis());
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(
                                        "SET LOCAL statement_timeout = %1$d; SET LOCAL idle_in_transaction_session_timeout = %1$d"
                                                .formatted(millis));
                            }
                            return true;
                        });
        name(context);
    }

    /// What is left of the caller's transaction is as short as that of a chunk: it holds the run's row, for which
    /// others wait.
    void endLongWork() {
        jdbc.execute(
                "SET LOCAL statement_timeout TO DEFAULT; SET LOCAL idle_in_transaction_session_timeout TO DEFAULT");
    }

    private static boolean isOutOfTime(RunContext context, Throwable e) {
        return (e instanceof TransactionTimedOutException || e instanceof QueryTimeoutException)
                && context.interruption(Duration.ofSeconds(1)) == Interruption.DEADLINE;
    }

    private static TransactionDefinition definition(RunContext context) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        Duration left = context.deadline().untilInvocationEnds();
        if (left.compareTo(LONG) < 0) {
            definition.setTimeout((int) Math.max(1, left.toSeconds()));
        }
        return definition;
    }

    /// Whether anybody waits for the caller's transaction to end, for instance because it wrote the same key, or
    /// because there is no other connection.
    boolean isBlockingOthers() {
        return isConnectionMissing() || isLockAwaited();
    }

    /// Whether somebody waits for one of the pool's connections, all of which are taken.
    private boolean isConnectionMissing() {
        HikariPoolMXBean state = pool == null ? null : pool.getHikariPoolMXBean();
        return pool != null
                && state != null
                && state.getThreadsAwaitingConnection() > 0
                && state.getTotalConnections() >= pool.getMaximumPoolSize();
    }

    private boolean isLockAwaited() {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(
                        """
                        SELECT EXISTS (SELECT FROM pg_locks
                          WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))\
                        """,
                        Boolean.class));
    }
}
