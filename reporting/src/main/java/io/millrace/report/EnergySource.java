package io.millrace.report;

import io.millrace.energy.Readings;
import io.millrace.run.Run;
import io.millrace.run.StepParts;

import org.springframework.stereotype.Component;

import java.time.Instant;

/// The energy report: from the readings in DynamoDB.
@Component
class EnergySource implements ReportSource {

    private final Readings readings;
    private final ReportSettings settings;

    EnergySource(Readings readings, ReportSettings settings) {
        this.readings = readings;
        this.settings = settings;
    }

    @Override
    public ReportKind kind() {
        return ReportKind.ENERGY;
    }

    @Override
    public StepParts<SiteReading, SiteReading> gather(Run run, ReportRequest request) {
        var figures = figures(run, request);
        var from = request.period().from(request.zone());
        var to = request.period().to(request.zone());
        return new StepParts<>(
                new SiteReadingsReader(readings, request.sites(), from, to),
                item -> item,
                (items, _) -> {
                    items.forEach(item -> figures.add(item.value()));
                    return items.size();
                },
                figures);
    }

    @Override
    public Report report(Run run, ReportRequest request, String gathered) {
        var figures = figures(run, request);
        figures.restore(gathered);
        return new EnergyReport(request, figures).report();
    }

    private EnergyFigures figures(Run run, ReportRequest request) {
        var end = request.period().to(request.zone());
        return new EnergyFigures(
                TimeBuckets.of(request.period(), request.zone()),
                earlier(end, run.createdAt()),
                settings.expectedInterval());
    }

    /// Of a period that is not over nothing is expected that was still to come.
    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
