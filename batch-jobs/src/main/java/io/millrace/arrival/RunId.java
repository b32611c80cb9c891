package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The name of a run: 32 lower-case hexadecimal digits.
///
/// It follows from the object version alone, so the same announcement, however often it comes, names the same run, and
/// anybody can compute it: `docs/routes-and-arrivals.md` has the line for a shell.
public record RunId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final int BYTES = 16;

    public RunId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "%s is not a run id: 32 lower-case hexadecimal digits".formatted(Quoted.of(value)));
        }
    }

    /// The run that processes this object version: the first 128 bits of the SHA-256 of bucket, key and
    /// [ObjectVersion#pinnedBy()], each written as `length:bytes,` in UTF-8.
    ///
    /// The lengths keep apart what plain joining would confuse, such as key `a/b` of bucket `c` and key `b` of `c/a`.
    public static RunId of(ObjectVersion object) {
        return of(List.of(object), null);
    }

    /// The run that repeats that of an object version on request.
    public static RunId of(ObjectVersion object, String rerun) {
        return of(List.of(object), rerun);
    }

    /// The run that processes these object versions together: the same over the parts of all of them, one after the
    /// other.
    ///
    /// @param rerun if it repeats a run on request, the request, which is one more part; null if it does not
    public static RunId of(List<ObjectVersion> objects, @Nullable String rerun) {
        var digest = sha256();
        for (var object : objects) {
            Stream.of(object.bucket(), object.key(), object.pinnedBy()).forEach(part -> update(digest, part));
        }
        if (rerun != null) {
            update(digest, rerun);
        }
        return new RunId(HexFormat.of().formatHex(digest.digest(), 0, BYTES));
    }

    private static void update(MessageDigest digest, String part) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
        digest.update((byte) ',');
    }

    /// Whether a text has the form of a run id; it says nothing about whether the run exists.
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
