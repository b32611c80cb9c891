package io.millrace.io;

import io.millrace.reject.RawRecord;
import io.millrace.reject.RejectedRecordException;

import org.jspecify.annotations.Nullable;

/// One JSON object, itself the record. It is handed out only when nothing follows it.
final class DocumentFramer extends ValueFramer {

    private boolean done;

    DocumentFramer(Blocks blocks, Position from, int limit) {
        super(blocks, from, limit);
        this.done = from.records() > 0;
    }

    @Override
    @Nullable RawRecord next() throws RejectedRecordException {
        if (done) {
            return null;
        }
        done = true;
        skipWhiteSpace();
        var record = document();
        requireEnd("document");
        return record;
    }

    private RawRecord document() throws RejectedRecordException {
        try {
            return value(beginRecord());
        } catch (RejectedRecordException e) {
            requireEnd("document");
            throw e;
        }
    }
}
