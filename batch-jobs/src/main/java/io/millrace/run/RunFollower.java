package io.millrace.run;

/// Does something when runs complete, of whatever job: requests another run, say.
public interface RunFollower {

    /// Called while the completed run is still owned, perhaps more than once for the same run, so that nothing is lost
    /// if its worker dies: the second time must change nothing. If it throws, the run is not completed and tried again.
    void completed(CompletedRun run);
}
