package io.millrace.reject;

import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A record that could not be processed, as it is kept.
///
/// @param run the run that read it
/// @param step the step that read it
/// @param place where it stands in the file
/// @param code a {@link RejectCode}
/// @param reason what is wrong with it, for people
/// @param raw its bytes as they stand in the file, at most {@value #RAW_LIMIT}
/// @param rawLength its true length in bytes
/// @param createdAt when it was rejected; null before it is kept
/// @param redrive the request that re-drove it last, if any
@SuppressWarnings("ArrayRecordComponent") // As in RawRecord: the bytes go from the file to the store uncopied.
public record Reject(
        RunId run,
        String step,
        Place place,
        String code,
        String reason,
        byte[] raw,
        long rawLength,
        @Nullable Instant createdAt,
        @Nullable String redrive) {

    /// How much of a record's raw bytes is kept.
    public static final int RAW_LIMIT = 16 * 1024;

    private static final int REASON_LIMIT = 2_000;

    private static final Pattern NOT_TEXT =
            Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    /// A reject of a record just read. Raw bytes and reason are cut to what is kept.
    public static Reject of(RunId run, String step, RawRecord record, String code, String reason) {
        byte[] raw = record.bytes();
        return new Reject(
                run,
                step,
                record.place(),
                code,
                reason.length() <= REASON_LIMIT ? reason : reason.substring(0, REASON_LIMIT) + "…",
                raw.length <= RAW_LIMIT ? raw : Arrays.copyOf(raw, RAW_LIMIT),
                record.length(),
                null,
                null);
    }

    /// The same for the same record of the same run, however often it is published: `run/step/record`.
    public String id() {
        return run + "/" + step + "/" + place.record();
    }

    /// Its key within the run.
    public RejectKey key() {
        return new RejectKey(step, place.record());
    }

    /// What is kept of the record, as text; bytes that are no UTF-8 are replaced, as are the characters that neither
    /// XML nor SQS takes.
    public String rawText() {
        return sendable(new String(raw, StandardCharsets.UTF_8));
    }

    /// A text with U+FFFD in place of the characters that neither XML nor SQS takes: U+FFFE, U+FFFF, halves of
    /// surrogate pairs, and control characters other than tab and line ends.
    static String sendable(String text) {
        return NOT_TEXT.matcher(text).replaceAll("\uFFFD");
    }

    /// Whether only the beginning of the record is kept.
    public boolean truncated() {
        return raw.length < rawLength;
    }
}
