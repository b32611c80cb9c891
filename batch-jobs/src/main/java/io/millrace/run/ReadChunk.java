package io.millrace.run;

import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.reject.RejectedRecordException;

import java.util.List;

/// The records of one chunk as they were read.
///
/// @param number counts the chunks of a hop; they are committed in this order
/// @param records without those that were rejected
/// @param rejected those of which nothing could be made
/// @param end where the reader was behind them
/// @param bytesDone bytes of the stored object behind them
/// @param bytesTotal size of the stored object
/// @param done whether the input ended cleanly with them
/// @param last whether nothing more will be read
record ReadChunk<I>(
        long number,
        List<Item<I>> records,
        List<RejectedRecordException> rejected,
        Position end,
        long bytesDone,
        long bytesTotal,
        boolean done,
        boolean last) {}
