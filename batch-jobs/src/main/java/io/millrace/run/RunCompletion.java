package io.millrace.run;

import io.millrace.notify.Notification;

import java.util.List;

/// What a pipeline has to say when a run of its job ends. It is asked while the run is still owned, perhaps more than
/// once, and only its last answer is kept, in the transaction that ends the run: so it works from what is stored and
/// has no side effects.
public interface RunCompletion {

    /// The job that it speaks for.
    String job();

    /// The notifications of a completed run, kept with it and sent after it.
    List<Notification> notifications(CompletedRun run);

    /// The notifications of a failed run. A run that fails again for the same reason, when its message is received
    /// again, is not spoken of again.
    default List<Notification> notifications(FailedRun run) {
        return List.of();
    }
}
