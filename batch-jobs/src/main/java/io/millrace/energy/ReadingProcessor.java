package io.millrace.energy;

import io.millrace.io.DynamoDbNumber;
import io.millrace.io.Item;
import io.millrace.reject.RejectedRecordException;

import org.springframework.batch.infrastructure.item.ItemProcessor;

/// Adds net energy and anomaly to a reading. Two numbers that DynamoDB holds can have a difference that it does not,
/// 1E+30 less 1E-30 say; rounding would be a lie, so such a reading is rejected.
class ReadingProcessor implements ItemProcessor<Item<Reading>, Item<ProcessedReading>> {

    @Override
    public Item<ProcessedReading> process(Item<Reading> item) throws RejectedRecordException {
        var reading = item.value();
        var processed = ProcessedReading.of(reading);
        var fault = DynamoDbNumber.faultOf(processed.net());
        if (fault != null) {
            throw item.rejected(
                    fault,
                    "net energy, %s less %s, is beyond the 38 digits or the range of a DynamoDB number"
                            .formatted(reading.generated(), reading.consumed()));
        }
        return item.with(processed);
    }
}
