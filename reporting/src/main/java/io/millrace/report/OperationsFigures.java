package io.millrace.report;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The figures of an operations report: of the runs that were created in a period.
///
/// @param runs by part of the period and state
/// @param fates what became of the records of files, by job
/// @param timing how long files took; null if none is done
/// @param timed some files with their size and the time that they took
/// @param slowest the files that took longest
/// @param mostRejecting the files with the most rejects
/// @param rejectCodes rejects by code
/// @param hops by why they began
/// @param longest the run with the most hops
/// @param queues how many messages wait
record OperationsFigures(
        List<StateCount> runs,
        List<Fates> fates,
        @Nullable Timing timing,
        List<TimedFile> timed,
        List<TimedFile> slowest,
        List<RejectingFile> mostRejecting,
        List<Count> rejectCodes,
        List<Count> hops,
        @Nullable Count longest,
        List<Count> queues) {

    /// @param part of the period, counted from 1
    record StateCount(int part, String state, long runs) {}

    record Fates(String job, long read, long written, long filtered, long rejected) {}

    /// @param files that are done
    /// @param half the time in which half of them were done
    /// @param most the time in which 95 of a hundred were
    record Timing(long files, double half, double most) {}

    /// @param size in bytes
    /// @param seconds from the first hop's begin to the end
    record TimedFile(String job, String key, long size, double seconds) {}

    record RejectingFile(String job, String key, long read, long rejected) {}

    record Count(String name, long number) {}
}
