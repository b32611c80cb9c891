package io.millrace.report;

/// A key figure.
///
/// @param label what it is, such as `Generated`
/// @param value the number as people read it, such as `1,204`
/// @param note its unit, or what it is out of; may be empty
record Fact(String label, String value, String note) {}
