package io.millrace.arrival;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which files make a set that one run takes together, and how an object's key says so.
///
/// @param key how keys are made, with `{set}` and `{member}` in it, each once and with a `/` somewhere between:
///   `commerce/{set}/{member}.csv`. Each stands for one or more characters without `/`
/// @param members the files that a set needs, by what stands for `{member}`; in the order in which a run lists them
/// @param deadline how long after its first member a set may be incomplete before somebody is told
/// @param once whether a set that ran to its end keeps later ones of the same key from running unless asked for
public record SetRule(String key, List<String> members, Duration deadline, boolean once) {

    private static final String SET = "{set}";
    private static final String MEMBER = "{member}";
    private static final String NAME_RULE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final Pattern NAME = Pattern.compile(NAME_RULE);

    public SetRule {
        fault(key)
                .ifPresent(
                        fault -> {
                            throw new IllegalArgumentException("The key %s %s".formatted(Quoted.of(key), fault));
                        });
        var fault = membersFault(members);
        if (fault.isPresent()) {
            throw new IllegalArgumentException("The members %s %s".formatted(members, fault.get()));
        }
        members = List.copyOf(members);
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("The deadline of a set must be positive, is " + deadline);
        }
    }

    /// Where an object stands: in which set, as which member.
    ///
    /// @param set what tells the sets of a route apart, a date say
    /// @param member one of [SetRule#members]
    public record Place(String set, String member) {}

    /// What is wrong with the text of a set's key, to be read after it, or nothing.
    static Optional<String> fault(String key) {
        if (!occursOnce(key, SET) || !occursOnce(key, MEMBER)) {
            return Optional.of("must contain {set} and {member}, each once");
        }
        if (key.indexOf('*') >= 0 || key.indexOf('?') >= 0) {
            return Optional.of("contains a wildcard; a set's key has only {set} and {member}");
        }
        int first = Math.min(key.indexOf(SET), key.indexOf(MEMBER));
        int second = Math.max(key.indexOf(SET), key.indexOf(MEMBER));
        return key.substring(first, second).indexOf('/') < 0
                ? Optional.of("needs a '/' between {set} and {member}, or it could be read in two ways")
                : KeyPattern.fault(pattern(key));
    }

    /// What is wrong with the names of the members, to be read after them, or nothing.
    static Optional<String> membersFault(List<String> members) {
        if (members.isEmpty()) {
            return Optional.of("are none");
        }
        if (members.stream().distinct().count() < members.size()) {
            return Optional.of("have a name twice");
        }
        return members.stream()
                .filter(member -> !NAME.matcher(member).matches())
                .findFirst()
                .map(member -> "have %s among them, which is not %s".formatted(Quoted.of(member), NAME_RULE));
    }

    private static boolean occursOnce(String text, String part) {
        return text.indexOf(part) >= 0 && text.indexOf(part) == text.lastIndexOf(part);
    }

    /// The keys that the route takes.
    KeyPattern pattern() {
        return KeyPattern.of(pattern(key));
    }

    private static String pattern(String key) {
        return key.replace(SET, "*").replace(MEMBER, "*");
    }

    /// Where an object with this key stands; nothing if it is no member of any set.
    public Optional<Place> place(String objectKey) {
        var match = expression().matcher(objectKey);
        return match.matches() && members.contains(match.group("member"))
                ? Optional.of(new Place(match.group("set"), match.group("member")))
                : Optional.empty();
    }

    /// Takes time proportional to the key's length: neither group crosses the `/` between them.
    private Pattern expression() {
        return Pattern.compile(
                Pattern.quote(key).replace(SET, "\\E(?<set>[^/]+)\\Q").replace(MEMBER, "\\E(?<member>[^/]+)\\Q"),
                Pattern.DOTALL);
    }
}
