package io.millrace.local;

import java.nio.file.Path;

/// Ends this process with the Maven that started it. Ctrl-C reaches both, but a Maven that is killed would leave the
/// application behind, on its port.
final class ParentWatch {

    private ParentWatch() {}

    static void endWithMaven() {
        ProcessHandle.current().parent().filter(ParentWatch::isJava).ifPresent(ParentWatch::endWith);
    }

    private static void endWith(ProcessHandle parent) {
        var _ = parent.onExit().thenRun(() -> System.exit(1));
    }

    /// A shell may end and leave what it started, by intention.
    private static boolean isJava(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter("java"::equals)
                .isPresent();
    }
}
