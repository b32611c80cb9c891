package io.millrace.run;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

/// Connections that can be lost after the server has committed and before it has said so.
final class BreakableDatabase extends DelegatingDataSource {

    /// Whose next commit it is that loses its connection.
    private static final AtomicReference<@Nullable Thread> VICTIM = new AtomicReference<>();

    BreakableDatabase(DataSource database) {
        super(database);
    }

    /// Has the caller's next commit take place, and its answer not come.
    static void loseAnswerOfNextCommit() {
        VICTIM.set(Thread.currentThread());
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection)
                Proxy.newProxyInstance(
                        BreakableDatabase.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            Object answer;
                            try {
                                answer = method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            if (method.getName().equals("commit")
                                    && VICTIM.compareAndSet(Thread.currentThread(), null)) {
                                throw new SQLException("The connection was lost", "08006");
                            }
                            return answer;
                        });
    }
}
