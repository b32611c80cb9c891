package io.millrace.local;

/// Millrace on a developer's machine, against local emulators of the cloud.
public final class LocalMillrace {

    private LocalMillrace() {}

    public static void main(String... args) {
        IO.println("Millrace is not here yet, but Java " + Runtime.version().feature() + " is.");
    }
}
