package io.millrace.commerce;

import io.millrace.run.Run;
import io.millrace.run.RunFailedException;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/// The date that a set of files is of: its key.
final class BusinessDate {

    private BusinessDate() {}

    /// The date of a run's set.
    ///
    /// @throws RunFailedException if the key is no date
    static LocalDate of(Run run) {
        String key = run.files().key();
        try {
            return LocalDate.parse(key);
        } catch (DateTimeParseException e) {
            throw RunFailedException.invalidInput(
                    "The set's key '%s' is no business date such as 2026-11-20; put the files into a folder that is named so"
                            .formatted(key));
        }
    }
}
