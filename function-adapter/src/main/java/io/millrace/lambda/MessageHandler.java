package io.millrace.lambda;

import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;

import java.util.List;

/// Does what messages of the queue of files ask for.
@FunctionalInterface
interface MessageHandler {

    /// Takes the messages of one invocation in.
    ///
    /// @return for each message what is to be done about it; a task that throws has failed as one that answers false
    List<Dispatcher.Task> accept(List<String> bodies, Deadline invocation);
}
