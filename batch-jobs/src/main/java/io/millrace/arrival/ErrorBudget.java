package io.millrace.arrival;

/// How many rejects a run may have before it fails instead of quietly rejecting everything.
///
/// A run is over its budget
///
/// - as soon as it has more than `count` rejects, and
/// - as soon as more than `share` of its records are rejects, but not before `minRecords` were read, so that a bad
///   first line does not condemn a file; at the end of the input the share counts however few records there were.
///
/// @param share the largest tolerated share of rejects, 0 to 1; 0 tolerates none, 1 any
/// @param count the largest tolerated number of rejects, 0 or more; [#UNLIMITED] for any
/// @param minRecords how many records must have been read before the share counts, 0 or more
public record ErrorBudget(double share, long count, long minRecords) {

    /// A count that no run exceeds.
    public static final long UNLIMITED = Long.MAX_VALUE;

    /// Half of the records, judged from the thousandth on.
    public static final ErrorBudget DEFAULT = new ErrorBudget(0.5, UNLIMITED, 1000);

    public ErrorBudget {
        // Written so that NaN is out of range too.
        if (!isShare(share)) {
            throw new IllegalArgumentException("The share of an error budget is 0 to 1, not " + share);
        }
        if (count < 0 || minRecords < 0) {
            throw new IllegalArgumentException("The numbers of an error budget are 0 or more");
        }
    }

    static boolean isShare(double share) {
        return share >= 0 && share <= 1;
    }

    /// Whether a run must fail.
    ///
    /// @param read how many records were read, the rejected ones included
    /// @param rejected how many of them were rejected
    /// @param atEnd whether there are no more records
    public boolean exceeded(long read, long rejected, boolean atEnd) {
        var shareCounts = atEnd || read >= minRecords;
        return rejected > count || (shareCounts && isAboveShare(read, rejected));
    }

    /// The budget for people, as it stands in messages.
    @Override
    public String toString() {
        var most = count == UNLIMITED ? "any number" : "at most " + count;
        return "%s, and a share of at most %s from record %d on".formatted(most, share, minRecords);
    }

    // Dividing rounds to the double nearest to the true share, just as the setting was rounded, so that 29 of 100 are
    // not above 0.29; multiplying would put them above.
    private boolean isAboveShare(long read, long rejected) {
        return rejected > 0 && (double) rejected / read > share;
    }
}
