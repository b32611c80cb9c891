package io.millrace.lambda;

import io.millrace.run.Deadline;

/// Does what a message of the queue of files asks for.
@FunctionalInterface
interface MessageHandler {

    /// Whether the message is done with. If not, or after an exception, the queue delivers it again.
    boolean handle(String body, Deadline deadline);
}
