package io.millrace.run;

import io.millrace.io.AwsFault;
import io.millrace.io.TableMismatchException;
import io.millrace.io.UnreadableObjectException;
import io.millrace.run.RunStore.Ending;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

import software.amazon.awssdk.core.exception.SdkException;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/// Why a hop failed, told from the exceptions that it left: the first cause that we know decides.
///
/// @param transientFault whether trying the same again at once may help
/// @param ending what the run becomes
record Failure(boolean transientFault, Ending ending) {

    /// PostgreSQL's classes of connection faults, operator intervention, and lack of resources.
    private static final List<String> TRANSIENT_SQL_STATES = List.of("08", "53", "57", "40");

    /// Of steps and lanes beside each other, one may have failed while others were stopped.
    static Failure of(JobExecution execution) {
        return Stream.concat(
                        execution.getStepExecutions().stream().flatMap(step -> step.getFailureExceptions().stream()),
                        execution.getFailureExceptions().stream())
                .filter(thrown -> !(thrown instanceof JobInterruptedException))
                .findFirst()
                .map(Failure::of)
                .orElseGet(() -> unexpected(execution.getExitStatus().getExitDescription()));
    }

    static Failure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Failure known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return unexpected(said(thrown));
    }

    private static @Nullable Failure known(Throwable cause) {
        return switch (cause) {
            case RunFailedException e -> refused(e);
            case UnreadableObjectException e -> unreadable(e);
            case TableMismatchException e -> failed(RunFault.TABLE_MISMATCH.name(), mismatch(message(e)), false);
            case SdkException e -> aws(e);
            case TransientDataAccessException e -> database(e);
            case RecoverableDataAccessException e -> database(e);
            case DataAccessResourceFailureException e -> database(e);
            case CannotCreateTransactionException e -> database(e);
            case TransactionSystemException e -> database(e);
            case SQLException e when transientState(e) -> database(e);
            default -> null;
        };
    }

    /// Another version may be deployed that has the job, or is being deployed.
    private static Failure refused(RunFailedException e) {
        boolean retryable = e.fault() == RunFault.UNKNOWN_JOB;
        return new Failure(false, ended(RunState.FAILED, e.fault().name(), message(e), retryable));
    }

    private static Failure unreadable(UnreadableObjectException e) {
        return switch (e.fault()) {
            case GONE -> new Failure(false, ended(RunState.GONE, e.fault().name(), message(e), false));
            case SUPERSEDED -> new Failure(false, ended(RunState.SUPERSEDED, e.fault().name(), message(e), false));
            default -> failed(e.fault().name(), message(e), e.retryable());
        };
    }

    private static @Nullable Failure aws(SdkException e) {
        return switch (AwsFault.of(e)) {
            case UNAVAILABLE -> failed(RunFault.SERVICE_UNAVAILABLE.name(), unavailable(message(e)), true);
            case UNUSABLE -> later(RunFault.CLIENT_UNUSABLE, message(e) + ". Correct how the AWS client is set up");
            case REFUSED, ABORTED -> null;
        };
    }

    private static Failure database(Throwable e) {
        return failed(RunFault.DATABASE_UNAVAILABLE.name(), unavailable(message(root(e))), true);
    }

    private static Failure unexpected(String what) {
        return later(RunFault.UNEXPECTED, what + ". What was committed stays; the log has the details");
    }

    /// What may be a matter of this worker, or of how it was deployed, is left to another delivery; at once it would
    /// only repeat itself.
    private static Failure later(RunFault fault, String text) {
        return new Failure(false, ended(RunState.FAILED, fault.name(), text, true));
    }

    private static Failure failed(String code, String text, boolean retryable) {
        return new Failure(retryable, ended(RunState.FAILED, code, text, retryable));
    }

    private static Ending ended(RunState state, String code, String text, boolean retryable) {
        return new Ending(state, state.name(), new Reason(code, text), retryable);
    }

    private static String unavailable(String what) {
        return what + ". It is tried again; if it lasts, mend the service and restart the run";
    }

    private static String mismatch(String what) {
        return what
                + ". Nothing of the chunk was rejected. Name the right table, or create it anew; then restart the run";
    }

    private static boolean transientState(SQLException e) {
        String state = e.getSQLState();
        return state != null && TRANSIENT_SQL_STATES.stream().anyMatch(state::startsWith);
    }

    /// What the first exception says that is not Spring's wrapping of another.
    private static String said(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getClass().getName().startsWith("org.springframework.")) {
            cause = cause.getCause();
        }
        return message(cause);
    }

    private static Throwable root(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
