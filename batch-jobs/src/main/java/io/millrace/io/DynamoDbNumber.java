package io.millrace.io;

import io.millrace.reject.RejectCode;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;

/// What DynamoDB's number type holds: up to 38 significant digits, zero, and magnitudes from 1E-130 up to, not
/// including, 1E+126. DynamoDB refuses what is beyond; testing first gives the record a better reason, and keeps
/// arithmetic away from a `1e999999999`, which a [BigDecimal] holds easily and adds up at the cost of a gigabyte.
///
/// There is no negative zero, and 1.50 comes back as 1.5.
public final class DynamoDbNumber {

    private static final int DIGITS = 38;
    private static final int GREATEST_EXPONENT = 125;
    private static final int LEAST_EXPONENT = -130;

    private DynamoDbNumber() {}

    /// Why DynamoDB cannot hold the number exactly, or null if it can.
    public static @Nullable RejectCode faultOf(BigDecimal value) {
        if (value.signum() == 0) {
            return null;
        }
        var exponent = (long) value.precision() - value.scale() - 1;
        if (exponent > GREATEST_EXPONENT) {
            return RejectCode.NUMBER_OUT_OF_RANGE;
        }
        if (exponent < LEAST_EXPONENT) {
            return RejectCode.NUMBER_OUT_OF_RANGE;
        }
        return value.stripTrailingZeros().precision() > DIGITS ? RejectCode.NUMBER_TOO_PRECISE : null;
    }

    /// The number as an attribute. It must be one that DynamoDB can hold.
    public static AttributeValue attribute(BigDecimal value) {
        return AttributeValue.fromN(value.stripTrailingZeros().toString());
    }

    /// The number in an attribute.
    public static BigDecimal value(AttributeValue attribute) {
        return new BigDecimal(attribute.n());
    }
}
