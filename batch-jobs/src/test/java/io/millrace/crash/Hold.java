package io.millrace.crash;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

/// Holds statements in the database at a chosen point, so that a worker can be stopped exactly there: the statement
/// goes on when it is let go, and the worker that is stopped never sends its next one.
public final class Hold implements AutoCloseable {

    private final JdbcClient observer;
    private final JdbcClient holder;
    private final SingleConnectionDataSource connection;
    private final int session;

    private Hold(DataSource database) throws SQLException {
        this.observer = JdbcClient.create(database);
        Connection own = database.getConnection();
        this.connection = new SingleConnectionDataSource(own, true);
        this.holder = JdbcClient.create(connection);
        this.session = holder.sql("SELECT pg_backend_pid()").query(Integer.class).single();
    }

    /// Makes a point at which statements can be held.
    ///
    /// @param trigger when it fires, as in `AFTER DELETE ON staging.orders FOR EACH STATEMENT`
    public static void prepare(DataSource database, String point, String trigger) {
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql(
                        """
                        CREATE SCHEMA IF NOT EXISTS hold;
                        CREATE TABLE IF NOT EXISTS hold.point (name text);
                        CREATE OR REPLACE FUNCTION hold.here() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
                        BEGIN
                          IF EXISTS (SELECT FROM hold.point WHERE name = TG_ARGV[0]) THEN
                            PERFORM pg_advisory_lock_shared(1);
                            PERFORM pg_advisory_unlock_shared(1);
                          END IF;
                          RETURN NEW;
                        END $$;
                        GRANT USAGE ON SCHEMA hold TO PUBLIC;
                        GRANT SELECT ON hold.point TO PUBLIC\
                        """)
                .update();
        jdbc.sql(
                        "CREATE %s TRIGGER hold_%s %s EXECUTE FUNCTION hold.here('%s')"
                                .formatted(trigger.contains("DEFERRED") ? "CONSTRAINT" : "", point, trigger, point))
                .update();
    }

    /// Holds whoever comes to a point that was prepared.
    public static Hold at(DataSource database, String point) throws SQLException {
        var hold = new Hold(database);
        hold.holder.sql("SELECT pg_advisory_lock(1)").query(row -> {});
        hold.holder.sql("INSERT INTO hold.point VALUES (?)").param(point).update();
        return hold;
    }

    /// Holds whoever wants to do anything with a table.
    public static Hold of(DataSource database, String table) throws SQLException {
        var hold = new Hold(database);
        hold.holder.sql("BEGIN").update();
        hold.holder.sql("LOCK TABLE " + table).update();
        return hold;
    }

    /// The sessions that are held.
    public List<Integer> held() {
        return observer.sql("SELECT pid FROM pg_locks WHERE NOT granted AND ? = ANY (pg_blocking_pids(pid)) ORDER BY 1")
                .param(session)
                .query((row, n) -> row.getInt(1))
                .list();
    }

    /// From now on nobody else is held at a point; those who are stay so.
    public void nobodyElse() {
        observer.sql("DELETE FROM hold.point").update();
    }

    /// Lets all go.
    public void letGo() {
        nobodyElse();
        connection.destroy();
    }

    @Override
    public void close() {
        letGo();
    }
}
