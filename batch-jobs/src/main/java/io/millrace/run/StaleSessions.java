package io.millrace.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Ends sessions of the database in which a worker that has lost its run still has a transaction. It can commit nothing
/// more, but what it has locked its successor needs.
///
/// The server's time-outs do not see to all of them. No time-out ends a COPY that waits for data of a client that has
/// gone silent, and a piece of work may take as long as its invocation. So a transaction carries the name of its run
/// and fence: where the run has a greater fence, its session is of no use to anybody.
@Component
class StaleSessions {

    private static final Logger log = LoggerFactory.getLogger(StaleSessions.class);

    private final JdbcClient jdbc;

    StaleSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The name of transactions in which a run is worked on: at most 63 characters, or PostgreSQL cuts it.
    static String name(LeasedRun run) {
        return "millrace %s %d".formatted(run.id(), run.fence());
    }

    /// Ends those of all runs. It is not needed for what the caller does, so it does not fail.
    void end() {
        try {
            int ended =
                    jdbc.sql(
                                    """
                                    SELECT pg_terminate_backend(s.pid) FROM pg_stat_activity s JOIN millrace.run r
                                      ON r.id = substring(s.application_name FROM '^millrace (\\w+) \\d+$')
                                      AND r.fence > substring(s.application_name FROM '^millrace \\w+ (\\d{1,18})$')::bigint
                                    WHERE s.datname = current_database() AND s.usename = current_user\
                                    """)
                            .query(Boolean.class)
                            .list()
                            .size();
            if (ended > 0) {
                log.info("Ended {} sessions of workers that have lost their run", ended);
            }
        } catch (DataAccessException e) {
            log.warn("Sessions of workers that have lost their run could not be ended: {}", e.toString());
        }
    }
}
