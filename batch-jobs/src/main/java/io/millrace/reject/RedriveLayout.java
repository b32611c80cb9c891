package io.millrace.reject;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How the file of a re-drive is laid out, so that the job that read the records before reads them again.
sealed interface RedriveLayout {

    /// The layout that fits a file.
    ///
    /// @param formats how the file was laid out, in the words of those who read it: the formats of the run's
    ///   checkpoints
    static RedriveLayout of(List<String> formats) {
        return formats.stream().map(Csv::of).flatMap(Optional::stream).findFirst().orElseGet(Lines::new);
    }

    /// How the name of the file ends, with its dot.
    String extension();

    String contentType();

    /// What stands before the first record.
    byte[] beginning();

    /// A record as it stands in the file, without the line end behind it.
    byte[] record(byte[] text);

    /// The codes of records that would spoil others in the same file, unless they are corrected.
    List<String> onlyCorrected();

    /// Whether a text of one line is a record that leaves the next line alone.
    boolean endsWithItsLine(String text);

    /// A JSON record a line.
    record Lines() implements RedriveLayout {

        @Override
        public String extension() {
            return ".ndjson";
        }

        @Override
        public String contentType() {
            return "application/x-ndjson";
        }

        @Override
        public byte[] beginning() {
            return new byte[0];
        }

        /// A line break in a JSON record is white space, or the record is not valid anyway.
        @Override
        public byte[] record(byte[] text) {
            byte[] line = text.clone();
            for (int i = 0; i < line.length; i++) {
                if (line[i] == '\n' || line[i] == '\r') {
                    line[i] = ' ';
                }
            }
            return line;
        }

        @Override
        public List<String> onlyCorrected() {
            return List.of();
        }

        @Override
        public boolean endsWithItsLine(String text) {
            return true;
        }
    }

    /// CSV with the header of the file that the records came from.
    ///
    /// @param header the names of its columns, separated by commas
    record Csv(String header) implements RedriveLayout {

        /// As the positions of a CSV reader have it.
        private static final Pattern FORMAT = Pattern.compile("csv(?:\\+gzip)?:(?<columns>.+)", Pattern.DOTALL);

        private static final Pattern NEEDS_QUOTES = Pattern.compile("[\"\\r\\n]");

        static Optional<RedriveLayout> of(String format) {
            var csv = FORMAT.matcher(format);
            return csv.matches() ? Optional.of(new Csv(csv.group("columns"))) : Optional.empty();
        }

        @Override
        public String extension() {
            return ".csv";
        }

        @Override
        public String contentType() {
            return "text/csv";
        }

        @Override
        public byte[] beginning() {
            return Arrays.stream(header.split(",", -1))
                    .map(Csv::quoted)
                    .collect(Collectors.joining(",", "", "\n"))
                    .getBytes(StandardCharsets.UTF_8);
        }

        private static String quoted(String name) {
            return NEEDS_QUOTES.matcher(name).find() ? "\"" + name.replace("\"", "\"\"") + "\"" : name;
        }

        /// A line break within quotes belongs to its field.
        @Override
        public byte[] record(byte[] text) {
            return text;
        }

        /// A quote that nothing closes would take the next record for a part of its own.
        @Override
        public List<String> onlyCorrected() {
            return List.of(RejectCode.INVALID_CSV.name());
        }

        @Override
        public boolean endsWithItsLine(String text) {
            return text.chars().filter(c -> c == '"').count() % 2 == 0;
        }
    }
}
