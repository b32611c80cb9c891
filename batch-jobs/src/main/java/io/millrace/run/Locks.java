package io.millrace.run;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What transactions keep from each other.
@Component
class Locks {

    private final JdbcClient jdbc;

    Locks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether anybody waits for the caller's transaction to end, for instance because it wrote the same key.
    boolean awaited() {
        return jdbc.sql(
                        """
                        SELECT EXISTS (SELECT FROM pg_locks
                          WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))\
                        """)
                .query(Boolean.class)
                .single();
    }
}
