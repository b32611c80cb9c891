package io.millrace.operations;

import io.millrace.reject.RejectKey;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which rejects to run again.
@Schema(name = "RedriveRequest")
record RedriveBody(
        @Schema(description = "Also those that were re-driven before.", defaultValue = "false") @Nullable Boolean again,
        @Schema(description = "Only these. Without it, all.") @Nullable List<@Nullable Chosen> records) {

    static final RedriveBody ALL = new RedriveBody(null, null);

    /// One reject to run again.
    @Schema(name = "ChosenReject")
    record Chosen(
            @Schema(
                            description = "As in the list of rejects.",
                            example = "energy",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable String step,
            @Schema(
                            description = "As in the list of rejects.",
                            example = "17",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable Long record,
            @Schema(
                            description = "The corrected record, one line. Without it, as it was.",
                            example = "{\"site_id\":\"s1\",\"timestamp\":\"2026-03-01T12:00:00Z\"}")
                    @Nullable String text) {}

    boolean repeats() {
        return again != null && again;
    }

    /// The chosen ones with their corrections; empty for all.
    Map<RejectKey, Optional<String>> chosen() {
        if (records == null) {
            return Map.of();
        }
        if (records.isEmpty()) {
            throw ApiException.invalidBody("records", "There are no records to choose; leave the field out for all.");
        }
        var chosen = new LinkedHashMap<RejectKey, Optional<String>>();
        for (int i = 0; i < records.size(); i++) {
            add(chosen, "records[%d]".formatted(i), records.get(i));
        }
        return chosen;
    }

    private static void add(Map<RejectKey, Optional<String>> chosen, String field, @Nullable Chosen reject) {
        if (reject == null || reject.step() == null || reject.record() == null) {
            throw ApiException.invalidBody(field, "A record is chosen by its step and its number, `record`.");
        }
        requireStorable(field + ".step", reject.step());
        if (reject.text() != null) {
            requireStorable(field + ".text", reject.text());
            if (reject.text().isBlank()) {
                throw ApiException.invalidBody(field + ".text", "The text of a record cannot be blank.");
            }
        }
        var key = new RejectKey(reject.step(), reject.record());
        if (chosen.put(key, Optional.ofNullable(reject.text())) != null) {
            throw ApiException.invalidBody(field, "The record is chosen twice.");
        }
    }

    /// JSON can say what neither UTF-8 nor PostgreSQL can: half of a surrogate pair, and NUL.
    private static void requireStorable(String field, String text) {
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw ApiException.invalidBody(field, "The text has a NUL character or half of a surrogate pair.");
        }
    }
}
