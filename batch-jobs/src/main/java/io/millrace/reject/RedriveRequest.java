package io.millrace.reject;

import io.millrace.arrival.RunId;

import java.util.Map;
import java.util.Optional;

/// Which rejects to run again.
///
/// @param run whose rejects
/// @param only which of them, each with corrected text or empty for the text as it was; an empty map for all
/// @param again also those that were re-driven before
public record RedriveRequest(RunId run, Map<RejectKey, Optional<String>> only, boolean again) {}
