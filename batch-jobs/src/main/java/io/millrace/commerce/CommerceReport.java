package io.millrace.commerce;

import io.millrace.notify.Notification;
import io.millrace.run.CompletedRun;
import io.millrace.run.FailedRun;
import io.millrace.run.Run;
import io.millrace.run.RunCompletion;
import io.millrace.run.Totals;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says how a run ended, well or not.
@Component
class CommerceReport implements RunCompletion {

    private final CommerceResults results;
    private final InstantSource clock = InstantSource.system();

    CommerceReport(CommerceResults results) {
        this.results = results;
    }

    @Override
    public String job() {
        return CommerceJob.NAME;
    }

    @Override
    public List<Notification> notifications(CompletedRun completed) {
        Run run = completed.run();
        var date = BusinessDate.of(run);
        String tables =
                Stream.of(AnalyticsTable.values())
                        .map(table -> "analytics.%s, %s".formatted(table.tableName(), CommerceExport.key(table, date)))
                        .collect(Collectors.joining("\n"));
        String gaps =
                Optional.of(results.gaps(date))
                        .filter(found -> !found.isEmpty())
                        .map(ReferenceGaps::text)
                        .orElse("Nothing");
        return List.of(
                new Notification(
                        "commerce-completed",
                        "Commerce of %s is done: %,d rows, %,d rejected"
                                .formatted(date, completed.totals().read(), completed.totals().rejected()),
                        """
                        %s

                        Tables and their files in the results bucket:
                        %s

                        Missing in the reference data:
                        %s
                        """
                                .formatted(facts(run, completed.totals()), tables, gaps)));
    }

    @Override
    public List<Notification> notifications(FailedRun failed) {
        Run run = failed.run();
        return List.of(
                new Notification(
                        "commerce-failed",
                        "Commerce of %s failed: %s".formatted(run.files().key(), failed.reason().code()),
                        """
                        %s

                        %s
                        """
                                .formatted(failed.reason().text(), facts(run, failed.totals()))));
    }

    private String facts(Run run, Totals totals) {
        return """
        Read %,d rows: %,d written, %,d filtered, %,d rejected.
        It took %.1f s from the first attempt on. Run: /api/runs/%s\
        """
                .formatted(
                        totals.read(),
                        totals.written(),
                        totals.filtered(),
                        totals.rejected(),
                        Duration.between(run.createdAt(), clock.instant()).toMillis() / 1000.0,
                        run.id());
    }
}
