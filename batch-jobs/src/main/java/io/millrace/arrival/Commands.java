package io.millrace.arrival;

import io.millrace.arrival.Delivery.Continue;
import io.millrace.arrival.Delivery.Redrive;
import io.millrace.arrival.Delivery.Restart;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The engine's own messages: `{"millrace":"<command>","run":"<run id>",…}`.
///
/// Whoever may write to the queue can send them, so nothing in them is believed unchecked.
final class Commands {

    private static final String COMMAND = "millrace";
    private static final String RUN = "run";
    private static final String ATTEMPT = "attempt";
    private static final String REDRIVE = "redrive";

    private Commands() {}

    static boolean isOne(JsonField message) {
        return message.node().has(COMMAND);
    }

    static Delivery parse(JsonField message) {
        var command = message.child(COMMAND);
        return switch (command.text()) {
            case "continue" -> new Continue(run(message));
            case "restart" -> new Restart(run(message), attempt(message.child(ATTEMPT)));
            case "redrive" -> new Redrive(run(message), redrive(message.child(REDRIVE)));
            default ->
                    throw command.fault(
                            MessageFault.UNKNOWN_COMMAND,
                            "There is no command %s; there are continue, restart and redrive"
                                    .formatted(Quoted.of(command.text())));
        };
    }

    static ObjectNode write(Continue command) {
        return command("continue", command.run());
    }

    static ObjectNode write(Restart command) {
        return command("restart", command.run()).put(ATTEMPT, command.attempt());
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

    private static int attempt(JsonField attempt) {
        if (!attempt.isPresent()) {
            throw attempt.fault(MessageFault.MISSING_FIELD, "There must be the number of the attempt to replace");
        }
        var node = attempt.node();
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw attempt.fault(MessageFault.BAD_ATTEMPT, "No attempt has the number " + attempt.shown());
        }
        return node.intValue();
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
