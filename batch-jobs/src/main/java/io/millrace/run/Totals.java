package io.millrace.run;

/// What became of the records of a run or a step, in records.
///
/// @param read records framed in the input, good and bad
/// @param written records that the store confirmed
/// @param filtered records that the processor dropped on purpose
/// @param rejected records kept as rejects
public record Totals(long read, long written, long filtered, long rejected) {

    /// Nothing done yet.
    public static final Totals NONE = new Totals(0, 0, 0, 0);

    /// Whether every record that was read is accounted for: read = written + filtered + rejected.
    public boolean balanced() {
        return read == written + filtered + rejected;
    }

    /// The sum, figure by figure.
    public Totals plus(Totals other) {
        return new Totals(
                read + other.read, written + other.written, filtered + other.filtered, rejected + other.rejected);
    }
}
