package io.millrace.local;

/// The terminal sends what means the local start, Ctrl-C or its own end, to all processes that it started. Those that
/// the local start ends by itself, in the right order, do not listen.
final class Terminal {

    private Terminal() {}

    static void ignore() throws ReflectiveOperationException {
        ignore("INT");
        ignore("HUP");
    }

    /// By reflection: the compiler warns of `sun.misc.Signal` and will not have the warning suppressed.
    private static void ignore(String name) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var handler = Class.forName("sun.misc.SignalHandler");
        signal.getMethod("handle", signal, handler)
                .invoke(
                        null,
                        signal.getConstructor(String.class).newInstance(name),
                        handler.getField("SIG_IGN").get(null));
    }
}
