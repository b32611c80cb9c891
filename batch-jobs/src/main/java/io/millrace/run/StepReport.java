package io.millrace.run;

/// How far a step of a run has come.
///
/// @param step its name
/// @param totals what became of its records so far
/// @param bytesDone bytes of the stored object that are done
/// @param bytesTotal size of the stored object in bytes
/// @param done whether it has read its input to the end
public record StepReport(String step, Totals totals, long bytesDone, long bytesTotal, boolean done) {

    /// Progress in per cent of the object's bytes, 0 to 100.
    public double percent() {
        if (done) {
            return 100;
        }
        return bytesTotal <= 0 ? 0 : Math.min(100.0, 100.0 * bytesDone / bytesTotal);
    }
}
