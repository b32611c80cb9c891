package io.millrace.run;

/// Why a run or a hop failed, was refused or was not run, where its file is not to blame; what a file can have is a
/// [io.millrace.io.FileFault]. The names are stable: they are stored and shown as the code of a [Reason].
public enum RunFault {
    ERROR_BUDGET_EXCEEDED(
            "More records were rejected than the route allows.",
            "Correct the file and drop it again, or raise the route's `error-budget` and restart the run."),
    NO_PROGRESS(
            "Several hops in a row ended or died before they finished a chunk.",
            "Give the function more time or memory, or lower `millrace.run.chunk-size`, and restart the run."),
    TOO_MANY_HOPS(
            "One attempt needed more hops than `millrace.run.max-hops`.",
            "Give the function more time or memory, or raise the limit, and restart the run."),
    UNKNOWN_JOB(
            "The run's job is not part of this version.",
            "Deploy a version that has the job: the run is tried again for some hours. After that restart it, or"
                    + " abandon it."),
    UNKNOWN_RUN("A command names a run that does not exist.", "Nothing: the command is dropped."),
    STALE_EVENT(
            "A newer version of the key was announced before this one, so this one is not run.",
            "Nothing: the newer version has a run of its own."),
    REPLACED(
            "A newer version of the key was announced after the run had begun, so nobody works on it any more.",
            "Nothing: the newer version has a run of its own."),
    INVALID_INPUT(
            "The pipeline can make nothing of the file or the set as a whole.",
            "Do what the reason says; a corrected file starts a new run."),
    RUN_IS_UNFINISHED(
            "A file was asked to run again whose run has not ended.",
            "When that run has ended, ask again; or stop and abandon it first."),
    SET_RAN_BEFORE(
            "The set of files has been run to its end before, and its route runs a set once.",
            "Nothing, or ask for it: `POST /api/arrivals` with one of its files and `\"rerun\": true`."),
    SET_IS_RUNNING(
            "Another run is working on a set of files with the same key.",
            "When that run has ended, `POST /api/arrivals` with one of the files and `\"rerun\": true`."),
    SET_IS_INCOMPLETE(
            "A set of files was asked to run again that has never been complete.",
            "Drop the missing files; the set runs by itself then."),
    SET_REPLACED(
            "A newer version of a file of the set came after the run had failed or stopped.",
            "Nothing: the set has a run of its own with the newer file."),
    SERVICE_UNAVAILABLE(
            "An AWS service cannot be reached, throttles or fails.",
            "Nothing at first: the run is tried again. If it lasts, mend the service and restart the run."),
    CLIENT_UNUSABLE(
            "An AWS client cannot make its calls: it finds no credentials, or the host of its endpoint does not exist.",
            "Correct the role, the region or the endpoint that the function is given. The next delivery tries again;"
                    + " after the last one, restart the run."),
    TABLE_MISMATCH(
            "The DynamoDB table that the run writes to has another key than its records.",
            "Name the right table, or create it anew with the key that the reason names, and restart the run."),
    DATABASE_UNAVAILABLE(
            "The database cannot be reached or refuses to work.",
            "Nothing at first: the run is tried again. If it lasts, mend the database and restart the run."),
    IMBALANCE(
            "Not every record that was read is accounted for: a fault of the engine or of a pipeline.",
            "Report it with the run's log; the file is still in the bucket."),
    UNEXPECTED(
            "An error that nobody foresaw.",
            "Nothing at first: the run is tried again. If it lasts, look into the log, and restart the run once it is"
                    + " mended.");

    private final String meaning;
    private final String remedy;

    RunFault(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /// What it means, in one sentence of Markdown.
    public String meaning() {
        return meaning;
    }

    /// What to do about it, in Markdown.
    public String remedy() {
        return remedy;
    }
}
