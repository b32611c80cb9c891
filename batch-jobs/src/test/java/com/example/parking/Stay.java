package com.example.parking;

import io.millrace.io.JsonRecord;
import io.millrace.reject.RejectedRecordException;

import java.math.BigDecimal;
import java.time.Instant;

/// A car's stay in a garage, for which it paid so many euros.
record Stay(String garage, String ticket, Instant entered, Instant left, BigDecimal paid) {

    static Stay of(JsonRecord record) throws RejectedRecordException {
        return new Stay(
                record.requiredText("garage"),
                record.requiredText("ticket"),
                record.requiredInstant("entered"),
                record.requiredInstant("left"),
                record.requiredDecimal("paid"));
    }
}
