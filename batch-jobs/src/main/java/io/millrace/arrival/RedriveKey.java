package io.millrace.arrival;

import java.util.Optional;
import java.util.regex.Pattern;

/// The key of a re-driven file, `redrive/{run}/{redrive}.*`: rejects of a run, back through the front door.
///
/// @param parent the run whose rejects the file holds; its route takes the file
/// @param redrive which request made the file: 1 to 64 letters, digits, `-` or `_`
/// @param extension how the name ends, with its dot, such as `.ndjson`
public record RedriveKey(RunId parent, String redrive, String extension) {

    /// Every key below it is the engine's, in every bucket that has a route.
    public static final String PREFIX = "redrive/";

    static final String ID_RULE = "1 to 64 letters, digits, '-' or '_', the first a letter or a digit";

    private static final String ID_FORM = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
    private static final Pattern ID = Pattern.compile(ID_FORM);
    private static final Pattern EXTENSION = Pattern.compile("(\\.[A-Za-z0-9]{1,16}){1,3}");
    private static final Pattern KEY =
            Pattern.compile(PREFIX + "([0-9a-f]{32})/(" + ID_FORM + ")(" + EXTENSION.pattern() + ")");

    public RedriveKey {
        if (!isRedriveId(redrive)) {
            throw new IllegalArgumentException("%s is not the id of a redrive: %s".formatted(redrive, ID_RULE));
        }
        if (!EXTENSION.matcher(extension).matches()) {
            throw new IllegalArgumentException(
                    "%s is not the extension of a re-driven file, such as .ndjson".formatted(Quoted.of(extension)));
        }
    }

    /// The parts of an object's key, or nothing if it is not that of a re-driven file.
    public static Optional<RedriveKey> parse(String key) {
        var match = KEY.matcher(key);
        return match.matches()
                ? Optional.of(new RedriveKey(new RunId(match.group(1)), match.group(2), match.group(3)))
                : Optional.empty();
    }

    /// Whether a text has the form of a redrive's id.
    public static boolean isRedriveId(String text) {
        return ID.matcher(text).matches();
    }

    /// The object's key.
    public String key() {
        return PREFIX + parent + "/" + redrive + extension;
    }
}
