package io.millrace.energy;

import io.millrace.io.Item;
import io.millrace.io.RecordWriter;
import io.millrace.io.WriteContext;
import io.millrace.reject.RejectCode;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Stores processed readings and notes the anomalies among them, if they were stored.
class ReadingWriter implements RecordWriter<ProcessedReading> {

    private final RecordWriter<ProcessedReading> store;
    private final AnomalyDigest digest;

    ReadingWriter(RecordWriter<ProcessedReading> store, AnomalyDigest digest) {
        this.store = store;
        this.digest = digest;
    }

    @Override
    public int write(List<Item<ProcessedReading>> items, WriteContext context) throws Exception {
        var noting = new NotingContext(context);
        var taken = store.write(items, noting);
        items.stream().filter(item -> !noting.rejected.contains(item)).forEach(item -> digest.add(item.value()));
        return taken;
    }

    @Override
    public boolean transactional() {
        return store.transactional();
    }

    private static final class NotingContext implements WriteContext {

        private final WriteContext context;
        private final Set<Item<?>> rejected = Collections.newSetFromMap(new IdentityHashMap<>());

        NotingContext(WriteContext context) {
            this.context = context;
        }

        @Override
        public void reject(Item<?> item, RejectCode code, String reason) {
            rejected.add(item);
            context.reject(item, code, reason);
        }

        @Override
        public void ensureHeld() {
            context.ensureHeld();
        }
    }
}
