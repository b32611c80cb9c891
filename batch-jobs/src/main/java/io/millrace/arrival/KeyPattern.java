package io.millrace.arrival;

import java.util.Optional;

/// Which keys of a bucket a route takes, as text: `energy/*.json`.
///
/// - `?` is one character, but not `/`
/// - `*` is any number of characters, also none, but not `/`
/// - `**` is any number of characters, `/` included
/// - `**/` at the start or after a `/` is any number of whole folders, also none: `energy/**/*.json` takes
///   `energy/a.json` too
///
/// Everything else stands for itself; upper and lower case differ, as they do in S3. A character is a Unicode code
/// point. Matching takes time proportional to key length times pattern length, whatever the key.
public final class KeyPattern {

    private final String text;
    private final PatternAutomaton automaton;

    private KeyPattern(String text) {
        this.text = text;
        this.automaton = PatternAutomaton.of(text);
    }

    /// The pattern with this text.
    ///
    /// @throws IllegalArgumentException if it can only be a mistake; the message reads on after the pattern's text
    public static KeyPattern of(String text) {
        fault(text)
                .ifPresent(
                        fault -> {
                            throw new IllegalArgumentException(
                                    "The key pattern %s %s".formatted(Quoted.of(text), fault));
                        });
        return new KeyPattern(text);
    }

    /// What is wrong with a pattern's text, to be read after it, or nothing.
    static Optional<String> fault(String text) {
        var fault = ObjectNames.keyFault(text);
        if (fault.isPresent()) {
            return fault;
        }
        if (!text.equals(text.strip())) {
            return Optional.of("begins or ends with white space");
        }
        if (text.contains("***")) {
            return Optional.of("contains '***'; '**' is any number of characters and folders");
        }
        return text.endsWith("/")
                ? Optional.of("takes only keys that end in '/'; for everything below the folder add '**'")
                : Optional.empty();
    }

    /// Whether the pattern takes this key, the whole of it.
    public boolean matches(String key) {
        return automaton.accepts(key);
    }

    /// A key that both patterns take, or nothing if there is none: decided exactly, not by trying.
    public Optional<String> overlap(KeyPattern other) {
        // Neither ends in a literal '/', so where the shortest common key is empty or ends in '/', both end in a
        // wildcard that takes one more character: the key gets readable and stays common.
        return PatternIntersection.shortest(automaton, other.automaton)
                .map(key -> key.isEmpty() || key.endsWith("/") ? key + PatternAutomaton.ANY_CHARACTER : key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// The pattern's text.
    @Override
    public String toString() {
        return text;
    }
}
