package io.millrace.notify;

/// The channel by which notifications reach people.
public interface Notifier {

    /// Sends one. Throws if the channel did not take it.
    void send(Notification notification);
}
