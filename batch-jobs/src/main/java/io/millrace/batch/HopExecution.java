package io.millrace.batch;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

public class HopExecution extends JobExecution {
    private static final long serialVersionUID = 1L;

    public HopExecution(long execution, JobInstance instance, String run, long fence, String owner) {
        super(
                execution,
                instance,
                new JobParametersBuilder().addString("run", run).addLong("fence", fence, false).toJobParameters());
    }
}
