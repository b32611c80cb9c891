package io.millrace.commerce;

/// What can be wrong with a row of a simulated file.
public enum Dirt {
    /// A price, a number of stars that is no number.
    BAD_NUMBER,
    /// A day that does not exist.
    BAD_DATE,
    /// Six stars.
    REVIEW_OUT_OF_RANGE,
    /// A field too many.
    WRONG_FIELD_COUNT,
    /// The row before it once more.
    DUPLICATE_ORDER,
    /// An id of 65 characters.
    FIELD_TOO_LONG
}
