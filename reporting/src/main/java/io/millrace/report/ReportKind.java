package io.millrace.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a report is about.
public enum ReportKind {
    ENERGY,
    OPERATIONS,
    COMMERCE;

    /// Its name in parameters, keys and answers: `energy`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of this name.
    public static Optional<ReportKind> named(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }
}
