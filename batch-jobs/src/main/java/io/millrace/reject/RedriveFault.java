package io.millrace.reject;

/// Why a request to run rejects again is refused. The names are stable.
public enum RedriveFault {
    /// The run has no reject, or all were re-driven before.
    NOTHING_TO_REDRIVE,
    /// A chosen reject does not exist, or was re-driven before.
    REJECT_NOT_AVAILABLE,
    /// A chosen reject is kept only in part, or would take the next record of the file for a part of its own, so that
    /// it cannot be run again as it was or as its correction has it.
    CORRECTION_NEEDED,
    /// A corrected text has several lines, but a record is one.
    CORRECTION_HAS_LINE_BREAK,
    /// The run took a set of files together, whose records do not run by themselves.
    PART_OF_SET
}
