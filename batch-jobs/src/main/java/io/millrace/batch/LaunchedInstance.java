package io.millrace.batch;

import org.springframework.batch.core.job.JobInstance;

/// An instance that Batch's launcher has created and not yet executed. It has its number, and gets its row together
/// with that of its first execution: a launcher that dies between the two leaves nothing.
final class LaunchedInstance extends JobInstance {

    private static final long serialVersionUID = 1L;

    private final String run;

    /// An instance that has no row yet.
    ///
    /// @param run the id of its run
    LaunchedInstance(long instance, String job, String run) {
        super(instance, job);
        this.run = run;
        setVersion(0);
    }

    String run() {
        return run;
    }
}
