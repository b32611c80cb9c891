package io.millrace.energy;

import io.millrace.notify.Notification;
import io.millrace.run.CompletedRun;
import io.millrace.run.RunCompletion;

import java.util.List;

/// One notification per run that found anomalies, none for a run that did not.
class AnomalyAlert implements RunCompletion {

    @Override
    public String job() {
        return EnergyJob.NAME;
    }

    @Override
    public List<Notification> notifications(CompletedRun completed) {
        AnomalyDigest digest = new AnomalyDigest();
        digest.restore(completed.states().get(EnergyJob.STEP));
        if (digest.isEmpty()) {
            return List.of();
        }
        String source = "%s, run %s".formatted(completed.run().object(), completed.run().id());
        return List.of(new Notification("anomalies", digest.subject(), digest.body(source)));
    }
}
