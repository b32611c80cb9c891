package io.millrace.report;

import io.millrace.aws.Queues;
import io.millrace.report.OperationsFigures.Count;
import io.millrace.run.Run;
import io.millrace.run.StepParts;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.util.List;

/// The operations report: from the engine's own tables and queues.
@Component
class OperationsSource implements ReportSource {

    static final String DEAD_LETTERS = "Dead letters";

    private final JdbcClient jdbc;
    private final SqsClient sqs;
    private final Queues queues;

    OperationsSource(JdbcClient jdbc, SqsClient sqs, Queues queues) {
        this.jdbc = jdbc;
        this.sqs = sqs;
        this.queues = queues;
    }

    @Override
    public ReportKind kind() {
        return ReportKind.OPERATIONS;
    }

    @Override
    public StepParts<?, ?> gather(Run run, ReportRequest request) {
        return Gathered.once(() -> figures(request));
    }

    private OperationsFigures figures(ReportRequest request) {
        var zone = request.zone();
        var queries = new OperationsQueries(jdbc, request.period().from(zone), request.period().to(zone));
        return new OperationsFigures(
                queries.runs(TimeBuckets.of(request.period(), zone)),
                queries.fates(),
                queries.timing().orElse(null),
                queries.timed(),
                queries.slowest(),
                queries.mostRejecting(),
                queries.rejectCodes(),
                queries.hops(),
                queries.mostHops().orElse(null),
                List.of(
                        waiting("Files and commands", queues.files()),
                        waiting(DEAD_LETTERS, queues.filesDlq()),
                        waiting("Rejects", queues.rejects())));
    }

    private Count waiting(String name, String queue) {
        var attribute = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        var answer = sqs.getQueueAttributes(request -> request.queueUrl(queue).attributeNames(attribute));
        return new Count(name, Long.parseLong(answer.attributes().get(attribute)));
    }

    @Override
    public Report report(Run run, ReportRequest request, String gathered) {
        return new OperationsReport(request, Gathered.read(gathered, OperationsFigures.class)).report();
    }
}
