package io.millrace.batch;

import org.springframework.batch.core.job.JobInstance;

public class RunInstance extends JobInstance {
    private static final long serialVersionUID = 1L;

    public RunInstance(long id, String job, boolean isNew) {
        super(id, job);
    }
}
