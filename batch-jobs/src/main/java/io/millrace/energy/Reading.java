package io.millrace.energy;

import java.math.BigDecimal;
import java.time.Instant;

/// What a site measured, as its file says it.
///
/// @param site the site's id: not blank, at most 2,048 bytes of UTF-8, no control characters
/// @param at when, in the years 0 to 9999
/// @param generated kWh, a number that DynamoDB can hold
/// @param consumed kWh, likewise
public record Reading(String site, Instant at, BigDecimal generated, BigDecimal consumed) {}
