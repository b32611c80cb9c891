package io.millrace.batch;

/// The hop does not own its run any more: another worker continues it, and nothing of this hop was written. See
/// [BatchFault#STALE_HOP].
public final class StaleHopException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StaleHopException(HopExecution hop) {
        super(
                BatchFault.STALE_HOP.message(
                        "Run %s is no longer owned under fence %d; its new owner continues it, nothing is to be done"
                                .formatted(hop.run(), hop.fence())));
    }
}
