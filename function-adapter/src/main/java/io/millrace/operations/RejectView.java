package io.millrace.operations;

import io.millrace.reject.Reject;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A record that could not be processed.
@Schema(name = "Reject")
record RejectView(
        @Schema(
                        description = "The same here and in the reject queue: run/step/record.",
                        example = "d5aece85fa1577bef68726b499b74c60/energy/17")
                String id,
        @Schema(description = "The step that read it.", example = "energy") String step,
        @Schema(description = "Its number in the file, from 1; rejected records count too.", example = "17")
                long record,
        @Schema(description = "The byte offset of its first byte in the (unpacked) file, from 0.", example = "2048")
                long offset,
        @Schema(description = "Stable; docs/error-codes.md lists the codes.", example = "MISSING_FIELD") String code,
        @Schema(description = "What is wrong with it, for people.", example = "site_id is missing") String reason,
        @Schema(
                        description =
                                "The record as it stands in the file, its first 16 KiB; bytes that are no text are"
                                        + " replaced by U+FFFD.",
                        example = "{\"timestamp\":\"2026-03-01T12:00:00Z\"}")
                String raw,
        @Schema(description = "Its true length in bytes.", example = "36") long rawLength,
        @Schema(description = "Whether only its beginning is kept.") boolean truncated,
        @Nullable Instant createdAt,
        @Schema(description = "The request that re-drove it last, if any.") @Nullable String redrive) {

    static RejectView of(Reject reject) {
        return new RejectView(
                reject.id(),
                reject.step(),
                reject.place().record(),
                reject.place().offset(),
                reject.code(),
                reject.reason(),
                reject.rawText(),
                reject.rawLength(),
                reject.truncated(),
                reject.createdAt(),
                reject.redrive());
    }
}
