package io.millrace.run;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.local.LocalDatabase;
import io.millrace.notify.Notifications;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.function.Supplier;

class JdbcRunStoreTest extends RunStoreContract {

    private final JdbcClient jdbc = JdbcClient.create(LocalDatabase.shared());
    private final TransactionTemplate transaction =
            new TransactionTemplate(new JdbcTransactionManager(LocalDatabase.shared()));
    private final RunStore store =
            new JdbcRunStore(jdbc, new Notifications(jdbc, notification -> {}, new SimpleMeterRegistry()), transaction);

    @Override
    RunStore store() {
        return store;
    }

    @Override
    <T> T inTransaction(Supplier<T> action) {
        return transaction.execute(status -> action.get());
    }

    @Override
    long notificationsAbout(String text) {
        return jdbc.sql("SELECT count(*) FROM millrace.notification WHERE subject = ?")
                .param("About " + text)
                .query(Long.class)
                .single();
    }
}
