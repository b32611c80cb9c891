package io.millrace.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.reject.Reject;
import io.millrace.run.RunStore.Ending;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;

/// What the engine counts: `millrace.hops{job,outcome}`, `millrace.records{job,fate}`, `millrace.rejects{job,code}` and
/// the timer `millrace.chunk{job}`.
@Component
class RunMeters {

    private final MeterRegistry registry;

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void ended(Run run, Ending ending) {
        registry.counter("millrace.hops", "job", run.job(), "outcome", ending.outcome()).increment();
    }

    void chunk(Run run, Duration took) {
        registry.timer("millrace.chunk", "job", run.job()).record(took);
    }

    void records(Run run, Totals before, Totals after, List<Reject> rejects) {
        count(run, "written", after.written() - before.written());
        count(run, "filtered", after.filtered() - before.filtered());
        count(run, "rejected", after.rejected() - before.rejected());
        for (Reject reject : rejects) {
            registry.counter("millrace.rejects", "job", run.job(), "code", reject.code()).increment();
        }
    }

    private void count(Run run, String fate, long records) {
        if (records > 0) {
            registry.counter("millrace.records", "job", run.job(), "fate", fate).increment((double) records);
        }
    }
}
