package io.millrace.report;

import java.util.List;

/// One finished report, ready to be drawn: everything in it is text or a number, nothing is looked up any more.
///
/// @param kind what it reports about, such as `energy`
/// @param title the heading
/// @param period the time it covers, as people read it, with its zone
/// @param facts the key figures, the most important first
/// @param sections one question each
record Report(String kind, String title, String period, List<Fact> facts, List<Section> sections) {

    Report {
        facts = List.copyOf(facts);
        sections = List.copyOf(sections);
    }
}
