package io.millrace.reject;

/// Why a record was refused. The names are stable: they are stored, published and shown, and people filter by them.
public enum RejectCode {
    RECORD_TOO_LARGE("The record is longer than `millrace.io.max-record-size`."),
    INVALID_ENCODING("The record is not valid UTF-8."),
    INVALID_JSON("The record is not valid JSON. In an array or a single document this fails the run instead."),
    INVALID_CSV("The record is not valid CSV: a quote inside of an unquoted field, or one that nothing closes."),
    WRONG_FIELD_COUNT("A row has more or fewer fields than the header."),
    NESTED_TOO_DEEP("The record nests objects or arrays deeper than a reader follows."),
    NOT_AN_OBJECT("The record is a JSON value, but no object."),
    DUPLICATE_FIELD("The record has a field twice, so that nobody can say which one counts."),
    MISSING_FIELD("A required field is missing."),
    NULL_FIELD("A required field is null."),
    EMPTY_FIELD("A required text is empty or blank."),
    WRONG_TYPE("A field has a value of another JSON type than it must; `NaN` and `Infinity` are no numbers."),
    INVALID_CHARACTER("A text has a character that cannot be stored: a control character or half of a surrogate pair."),
    INVALID_DATE("A date is not ISO 8601, or of a day that does not exist."),
    INVALID_NUMBER("A number is written in another way than with digits, a point and a minus."),
    INVALID_TIMESTAMP("A timestamp is not ISO 8601, or of a day or time that does not exist."),
    AMBIGUOUS_TIMESTAMP("A timestamp names no offset from UTC, so that it may be one of many instants."),
    NUMBER_OUT_OF_RANGE("A number is too large or too close to zero."),
    NUMBER_TOO_PRECISE("A number has more digits than can be kept."),
    TEXT_TOO_LONG("A text is longer than the store takes."),
    INCONSISTENT_FIELDS("The fields are right one by one, but not together."),
    REFUSED_BY_STORE("The store refused the record.");

    private final String description;

    RejectCode(String description) {
        this.description = description;
    }

    /// One line for people, in Markdown.
    public String description() {
        return description;
    }
}
