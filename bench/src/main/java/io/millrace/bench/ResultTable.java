package io.millrace.bench;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What was measured, for people and for programs.
record ResultTable(List<Result> results) {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// A table in Markdown.
    String text() {
        var text = new StringBuilder("| | | Measured | Target | Met |\n|---|---|---:|---:|---|\n");
        for (var result : results) {
            text.append(
                    "| %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    result.row(),
                                    result.what(),
                                    String.format(Locale.ROOT, result.value() < 10 ? "%.2f" : "%.0f", result.value()),
                                    result.target().text(),
                                    met(result)));
        }
        return text.toString();
    }

    private static String met(Result result) {
        if (result.target() instanceof Target.None) {
            return "";
        }
        return result.met() ? "yes" : "NO";
    }

    /// Everything, with the figures of every round and with what the machine is.
    String json() {
        return JSON.writeValueAsString(
                Map.of(
                        "at",
                        Instant.now(),
                        "machine",
                        machine(),
                        "results",
                        results.stream().map(ResultTable::entry).toList()));
    }

    private static Map<String, Object> entry(Result result) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("row", result.row());
        entry.put("what", result.what());
        entry.put("value", result.value());
        entry.put("target", result.target().text());
        entry.put("met", result.met());
        entry.put("details", result.details());
        return entry;
    }

    private static Map<String, Object> machine() {
        return Map.of(
                "processors",
                Runtime.getRuntime().availableProcessors(),
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                "jdk",
                Runtime.version().toString());
    }
}
