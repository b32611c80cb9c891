package io.millrace.arrival;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.function.Consumer;

/// A place in a message and what stands there, so that every complaint can say where.
///
/// @param at the JSON pointer, empty for the whole message
record JsonField(JsonNode node, String at) {

    JsonField child(String name) {
        return new JsonField(node.path(name), at + "/" + name);
    }

    boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    void forEachElement(Consumer<JsonField> action) {
        for (int i = 0; i < node.size(); i++) {
            action.accept(new JsonField(node.path(i), at + "/" + i));
        }
    }

    JsonField object() {
        require("an object", node.isObject());
        return this;
    }

    String text() {
        require("a string", node.isString());
        return node.stringValue();
    }

    @Nullable String textOrNull() {
        return isPresent() ? text() : null;
    }

    MalformedMessageException fault(MessageFault fault, String what) {
        return new MalformedMessageException(fault, at, what);
    }

    private void require(String type, boolean satisfied) {
        if (!isPresent()) {
            throw fault(MessageFault.MISSING_FIELD, "There must be %s, but there is nothing".formatted(type));
        }
        if (!satisfied) {
            throw fault(MessageFault.WRONG_TYPE, "There must be %s, not %s".formatted(type, shown()));
        }
    }

    String shown() {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "the string " + Quoted.of(node.stringValue());
            case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> Quoted.plain(node.toString());
        };
    }
}
