package io.millrace.run;

/// Why a run or a hop ended as it did.
///
/// @param code stable, upper case, listed in `docs/error-codes.md`
/// @param text what happened, where, and what to do next
public record Reason(String code, String text) {}
