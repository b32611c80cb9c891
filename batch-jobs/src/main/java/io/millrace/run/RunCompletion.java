package io.millrace.run;

import io.millrace.notify.Notification;

import java.util.List;

/// What a pipeline has to say when a run of its job completes. It is asked while the run is still owned, perhaps more
/// than once, and only its last answer is kept, in the transaction that completes the run: so it works from what the
/// steps saved and has no side effects.
public interface RunCompletion {

    /// The job that it speaks for.
    String job();

    /// The notifications to keep with the run and send after it.
    List<Notification> notifications(CompletedRun run);
}
