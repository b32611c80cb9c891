package io.millrace.due;

import java.util.List;
import java.util.function.BooleanSupplier;

/// One kind of work that is kept as rows with a time. The sweeper calls it about once a minute, from any number of
/// processes at once; nothing else needs to happen for the work to be done.
public interface DueWork {

    /// What kind of work it is, a short lower-case word in the plural: `notifications`.
    String kind();

    /// Does what is due, the oldest first. An item that fails costs itself: it is due again later, and says why. So
    /// this throws only if the store cannot be reached.
    ///
    /// @param timeLeft asked between two items; false when the caller's time is over
    /// @return how many items were done
    int perform(BooleanSupplier timeLeft);

    /// Items that have failed and wait for their next attempt, those due first before the others.
    List<FailingItem> failing(int limit);
}
