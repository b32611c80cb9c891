package io.millrace.arrival;

import io.millrace.arrival.Delivery.Continue;
import io.millrace.arrival.Delivery.Redrive;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The engine's own messages: `{"millrace":"<command>","run":"<run id>",…}`.
///
/// Whoever may write to the queue can send them, so nothing in them is believed unchecked.
final class Commands {

    private static final String COMMAND = "millrace";
    private static final String RUN = "run";
    private static final String REDRIVE = "redrive";

    private Commands() {}

    static boolean isOne(JsonField message) {
        return message.node().has(COMMAND);
    }

    static Delivery parse(JsonField message) {
        var command = message.child(COMMAND);
        return switch (command.text()) {
            case "continue" -> new Continue(run(message));
            case "redrive" -> new Redrive(run(message), redrive(message.child(REDRIVE)));
            default ->
                    throw command.fault(
                            MessageFault.UNKNOWN_COMMAND,
                            "There is no command %s; there are continue and redrive"
                                    .formatted(Quoted.of(command.text())));
        };
    }

    static ObjectNode write(Continue command) {
        return command("continue", command.run());
    }

    static ObjectNode write(Redrive command) {
        return command("redrive", command.run()).put(REDRIVE, command.redrive());
    }

    private static ObjectNode command(String name, RunId run) {
        return JsonNodeFactory.instance.objectNode().put(COMMAND, name).put(RUN, run.value());
    }

    private static RunId run(JsonField message) {
        var run = message.child(RUN);
        if (!RunId.isValid(run.text())) {
            throw run.fault(MessageFault.BAD_RUN_ID, "%s is not a run id".formatted(Quoted.of(run.text())));
        }
        return new RunId(run.text());
    }

    private static String redrive(JsonField redrive) {
        if (!RedriveKey.isRedriveId(redrive.text())) {
            throw redrive.fault(
                    MessageFault.BAD_REDRIVE_ID,
                    "%s is not the id of a redrive: %s".formatted(Quoted.of(redrive.text()), RedriveKey.ID_RULE));
        }
        return redrive.text();
    }
}
