package io.millrace.bench;

import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

import org.springframework.beans.factory.config.BeanPostProcessor;

import java.sql.Connection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

/// Counts what the application asks of its database: statements by their first words, and the methods of a connection
/// that ask something too; and keeps them in their order.
final class SqlCount implements BeanPostProcessor {

    static final Counts STATEMENTS = new Counts();
    static final Counts OTHER_TRIPS = new Counts();

    private static final int TITLE = 60;
    private static final int LINE = 160;

    private static final Queue<String> ORDER = new ConcurrentLinkedQueue<>();

    /// Each is a round trip of its own with PostgreSQL's driver, which begins transactions along with statements.
    private static final Set<String> TRIPS = Set.of("commit", "rollback", "setTransactionIsolation", "setReadOnly");

    static void clear() {
        STATEMENTS.clear();
        OTHER_TRIPS.clear();
        ORDER.clear();
    }

    /// What was asked since the counts were cleared, in its order.
    static List<String> inOrder() {
        return List.copyOf(ORDER);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source
                ? ProxyDataSourceBuilder.create(source)
                        .afterQuery((_, queries) -> queries.forEach(query -> count(query.getQuery())))
                        .afterMethod(SqlCount::count)
                        .build()
                : bean;
    }

    private static void count(String statement) {
        var words = statement.strip().replaceAll("\\s+", " ");
        STATEMENTS.add(beginning(words, TITLE));
        ORDER.add(beginning(words, LINE));
    }

    private static void count(MethodExecutionContext call) {
        var method = call.getMethod().getName();
        if (call.getTarget() instanceof Connection && TRIPS.contains(method)) {
            OTHER_TRIPS.add(method);
            ORDER.add(method);
        }
    }

    private static String beginning(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
