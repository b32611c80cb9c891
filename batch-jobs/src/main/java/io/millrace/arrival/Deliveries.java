package io.millrace.arrival;

import io.millrace.arrival.Delivery.Arrivals;
import io.millrace.arrival.Delivery.Continue;
import io.millrace.arrival.Delivery.Redrive;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Turns the text of a queue message into what it asks for, and back. Thread-safe.
///
/// Forms that are understood: S3's event notification (structure 2.x) and its test event, Amazon EventBridge's form of
/// S3's events, each of them also inside the envelope of an SNS topic that does not deliver raw; and the engine's own
/// commands, which are accepted without an envelope only.
public final class Deliveries {

    // Its own mapper: how events are read must not change with the application's JSON settings.
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    /// Reads a message. One bad event makes the whole message malformed, so that none of them can get lost in it.
    ///
    /// @throws MalformedMessageException if it has no form that is understood, or a field that cannot be right
    public Delivery parse(String body) {
        var message = read(body, "");
        if (Commands.isOne(message)) {
            return Commands.parse(message);
        }
        return isSnsEnvelope(message) ? parseEvent(unwrapped(message.child("Message"))) : parseEvent(message);
    }

    /// Writes the message that [#parse] reads as the same delivery. Ignored events ask for nothing and are left out.
    ///
    /// @throws IllegalArgumentException for [Arrivals] without a single arrival
    public String write(Delivery delivery) {
        var message =
                switch (delivery) {
                    case Arrivals announced -> writeArrivals(announced);
                    case Continue command -> Commands.write(command);
                    case Redrive command -> Commands.write(command);
                };
        return JSON.writeValueAsString(message);
    }

    private static JsonNode writeArrivals(Arrivals announced) {
        if (announced.arrivals().isEmpty()) {
            throw new IllegalArgumentException("A message must announce at least one arrival");
        }
        return S3Notification.write(announced.arrivals());
    }

    private static Arrivals parseEvent(JsonField message) {
        if (EventBridgeEvent.isOne(message)) {
            return EventBridgeEvent.parse(message);
        }
        if (message.node().has("Records")) {
            return S3Notification.parse(message.child("Records"));
        }
        if (S3Notification.isTestEvent(message)) {
            return S3Notification.testEvent();
        }
        throw message.fault(
                MessageFault.UNKNOWN_MESSAGE, "This is neither an event of S3 nor a command, but " + shape(message));
    }

    private static boolean isSnsEnvelope(JsonField message) {
        var type = message.node().path("Type");
        return type.isString() && type.stringValue().equals("Notification") && message.node().has("Message");
    }

    private static JsonField unwrapped(JsonField inner) {
        return read(inner.text(), inner.at());
    }

    private static JsonField read(String json, String at) {
        if (json.isBlank()) {
            throw new MalformedMessageException(MessageFault.EMPTY_MESSAGE, at, "There is no text");
        }
        try {
            return new JsonField(JSON.readTree(json), at);
        } catch (JacksonException e) {
            throw new MalformedMessageException(MessageFault.NOT_JSON, at, reason(e));
        }
    }

    private static String reason(JacksonException e) {
        var location = e.getLocation();
        var place =
                location == null
                        ? ""
                        : " in line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        return "This is not JSON%s: %s".formatted(place, Quoted.plain(e.getOriginalMessage()));
    }

    private static String shape(JsonField message) {
        return message.node().isObject()
                ? "an object with the fields " + Quoted.of(String.join(", ", message.node().propertyNames()))
                : message.shown();
    }
}
