package io.millrace.batch;

/// How step executions are numbered: after their job execution, so that those that are kept as checkpoints and those
/// that are kept as Batch's never have the same number, and so that a number can be given without asking the database.
final class StepExecutionId {

    /// How many a job execution can have.
    static final int LIMIT = 999;

    private static final int FACTOR = LIMIT + 1;

    private StepExecutionId() {}

    /// Numbers a step execution.
    ///
    /// @param number which one of the job execution, from 1
    static long of(long jobExecution, int number) {
        if (number > LIMIT) {
            throw new IllegalStateException(
                    "Job execution %d has %d step executions, which is all that it can have; use fewer partitions"
                            .formatted(jobExecution, LIMIT));
        }
        return jobExecution * FACTOR + number;
    }

    /// Which one of its job execution it is.
    static int numberOf(long stepExecution) {
        return (int) (stepExecution % FACTOR);
    }

    static long jobExecutionOf(long stepExecution) {
        return stepExecution / FACTOR;
    }
}
