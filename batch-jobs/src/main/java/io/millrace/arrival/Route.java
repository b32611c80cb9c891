package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Which job takes which objects.
///
/// @param name what the route is called, unique among the routes: lower-case letters, digits and `-`, at most 64
/// @param bucket the bucket it takes objects of
/// @param key which keys of the bucket it takes
/// @param job the name of the Spring Batch job
/// @param parameters what the job gets to know beside the object, by name, in the names' order
/// @param errorBudget how many rejects a run may have
/// @param set how files make sets that run together; null if each file runs by itself
public record Route(
        String name,
        String bucket,
        KeyPattern key,
        String job,
        Map<String, String> parameters,
        ErrorBudget errorBudget,
        @Nullable SetRule set) {

    static final String NAME_RULE = "1 to 64 lower-case letters, digits and '-', the first a letter or a digit";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public Route {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "%s is not the name of a route: %s".formatted(Quoted.of(name), NAME_RULE));
        }
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /// A route whose files run one by one.
    public Route(
            String name,
            String bucket,
            KeyPattern key,
            String job,
            Map<String, String> parameters,
            ErrorBudget errorBudget) {
        this(name, bucket, key, job, parameters, errorBudget, null);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// Whether an object's bucket and key are this route's. A file that stands where a set's members do and is none of
    /// them is not.
    public boolean takes(ObjectVersion object) {
        return bucket.equals(object.bucket())
                && key.matches(object.key())
                && (set == null || set.place(object.key()).isPresent());
    }
}
