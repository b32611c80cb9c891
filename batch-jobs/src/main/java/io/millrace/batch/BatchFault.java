package io.millrace.batch;

/// What Spring Batch's own means are refused. The names are stable codes: the exceptions' messages begin with them.
public enum BatchFault {
    ENGINE_RUN(
            "Spring Batch's own means were to start, stop, restart, abandon, delete or change a run of a file, which"
                    + " only the engine does.",
            "Use the API: `POST /api/runs/{id}/stop`, `restart` or `abandon`."),
    STALE_HOP(
            "A step of Spring Batch's own wanted to write for a hop that does not own its run any more.",
            "Nothing: nothing of it was written, and the run's new owner continues.");

    private final String meaning;
    private final String remedy;

    BatchFault(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /// What it means, in one sentence.
    public String meaning() {
        return meaning;
    }

    /// What to do about it, in Markdown.
    public String remedy() {
        return remedy;
    }

    String message(String text) {
        return name() + ": " + text;
    }
}
