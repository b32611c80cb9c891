package io.millrace.run;

import io.millrace.arrival.RunId;

/// Another worker owns the run now, or this one let its lease expire: it must not write any more.
class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(RunId run, long fence) {
        super(
                "Run %s is no longer owned under fence %d; its new owner continues it, nothing is to be done"
                        .formatted(run, fence));
    }
}
