package io.millrace.arrival;

import java.util.Set;

/// The jobs that routes can name. Whoever defines jobs publishes a bean of this type; the names of all of them count.
@FunctionalInterface
public interface KnownJobs {

    /// The names by which the jobs can be started.
    Set<String> names();
}
