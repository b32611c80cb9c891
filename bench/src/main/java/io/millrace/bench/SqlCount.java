package io.millrace.bench;

import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

import org.springframework.beans.factory.config.BeanPostProcessor;

import java.sql.Connection;
import java.util.Set;

import javax.sql.DataSource;

/// Counts what the application asks of its database: statements by their first words, and the methods of a connection
/// that ask something too.
final class SqlCount implements BeanPostProcessor {

    static final Counts STATEMENTS = new Counts();
    static final Counts OTHER_TRIPS = new Counts();

    /// Each is a round trip of its own with PostgreSQL's driver, which begins transactions along with statements.
    private static final Set<String> TRIPS = Set.of("commit", "rollback", "setTransactionIsolation", "setReadOnly");

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source
                ? ProxyDataSourceBuilder.create(source)
                        .afterQuery((_, queries) -> queries.forEach(query -> STATEMENTS.add(title(query.getQuery()))))
                        .afterMethod(SqlCount::count)
                        .build()
                : bean;
    }

    private static void count(MethodExecutionContext call) {
        if (call.getTarget() instanceof Connection && TRIPS.contains(call.getMethod().getName())) {
            OTHER_TRIPS.add(call.getMethod().getName());
        }
    }

    private static String title(String statement) {
        var words = statement.strip().replaceAll("\\s+", " ");
        return words.length() <= 60 ? words : words.substring(0, 60);
    }
}
