package io.millrace.report;

import org.jspecify.annotations.Nullable;

/// One question of a report with its answer.
///
/// @param title the question in a few words
/// @param finding the answer: one sentence computed from the data
/// @param figure the chart, where one helps
/// @param table the chart's data, or what the section has to list
record Section(String title, String finding, @Nullable Figure figure, Table table) {}
