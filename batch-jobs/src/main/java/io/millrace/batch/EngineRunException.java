package io.millrace.batch;

/// Something was asked of Batch's means that only the engine does: to start, stop, restart, abandon or delete a run of
/// a file. Batch's interfaces only show those. See [BatchFault#ENGINE_RUN].
public final class EngineRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private EngineRunException(String message) {
        super(message);
    }

    static EngineRunException of(String what, long id) {
        return new EngineRunException(
                BatchFault.ENGINE_RUN.message(
                        "%s %d belongs to a run that the engine keeps; stop, restart or abandon the run instead"
                                .formatted(what, id)));
    }
}
