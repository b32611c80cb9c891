package io.millrace.report;

import io.millrace.energy.ProcessedReading;

import org.jspecify.annotations.Nullable;

/// A reading of a site, or the note that the site has none in the period.
///
/// @param isNew whether it is the site's first reading ever
record SiteReading(String site, @Nullable ProcessedReading reading, boolean isNew) {}
