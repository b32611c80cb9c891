package io.millrace.energy;

import io.millrace.io.DynamoDbNumber;
import io.millrace.io.JsonRecord;
import io.millrace.io.JsonRecords;
import io.millrace.reject.RejectCode;
import io.millrace.reject.RejectedRecordException;

import java.math.BigDecimal;

/// Makes readings of the JSON objects of a file; what DynamoDB could not hold is rejected before it is asked.
class ReadingMapper implements JsonRecords.FieldsMapper<Reading> {

    @Override
    public Reading map(JsonRecord record) throws RejectedRecordException {
        return new Reading(
                site(record),
                record.requiredInstant(ReadingsTable.TIMESTAMP),
                energy(record, ReadingsTable.GENERATED),
                energy(record, ReadingsTable.CONSUMED));
    }

    private static String site(JsonRecord record) throws RejectedRecordException {
        String site = record.requiredText(ReadingsTable.SITE);
        RejectCode fault = SiteId.faultOf(site);
        if (fault != null) {
            throw record.rejected(
                    fault,
                    "%s must be 1 to %,d bytes without control characters"
                            .formatted(ReadingsTable.SITE, SiteId.LONGEST));
        }
        return site;
    }

    private static BigDecimal energy(JsonRecord record, String field) throws RejectedRecordException {
        BigDecimal value = record.requiredDecimal(field);
        RejectCode fault = DynamoDbNumber.faultOf(value);
        if (fault != null) {
            throw record.rejected(
                    fault,
                    "%s is %s, beyond the 38 digits or the range 1E-130 to 9.99E+125 of a DynamoDB number"
                            .formatted(field, value));
        }
        return value;
    }
}
