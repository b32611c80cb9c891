package com.example.parking;

import io.millrace.io.Item;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ItemProcessor;

import java.time.Duration;

/// Rejects stays that end before they begin, and drops cars that only drove through.
class StayProcessor implements ItemProcessor<Item<Stay>, Item<Stay>> {

    private static final Duration SHORTEST = Duration.ofMinutes(10);

    @Override
    public @Nullable Item<Stay> process(Item<Stay> item) throws RejectedRecordException {
        var stood = Duration.between(item.value().entered(), item.value().left());
        if (stood.isNegative()) {
            throw item.rejected(RejectCode.INCONSISTENT_FIELDS, "left is before entered");
        }
        return stood.compareTo(SHORTEST) < 0 ? null : item;
    }
}
