package io.millrace.arrival;

import static io.millrace.arrival.Fixtures.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class MalformedMessageTest {

    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final String OBJECT = "/Records/0/s3/object";
    private static final String KEY = OBJECT + "/key";

    private final Deliveries deliveries = new Deliveries();

    static Stream<Arguments> messages() {
        return Stream.of(
                        notEvenEvents(),
                        foreignEvents(),
                        missingOrMistypedFields(),
                        impossibleNames(),
                        impossibleValues(),
                        eventBridgeEvents(),
                        commands())
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> notEvenEvents() {
        return Stream.of(
                arguments("EMPTY_MESSAGE", "the top", ""),
                arguments("EMPTY_MESSAGE", "the top", " \n"),
                arguments("EMPTY_MESSAGE", "/Message", sns("")),
                arguments("NOT_JSON", "the top", "hello"),
                arguments("NOT_JSON", "the top", "{'Records':["),
                arguments("NOT_JSON", "the top", "{} {}"),
                arguments("NOT_JSON", "the top", "{'Records':[],'Records':[]}"),
                arguments("NOT_JSON", "the top", "[".repeat(100_000)),
                arguments("NOT_JSON", "/Message", sns("hello")),
                arguments("UNKNOWN_MESSAGE", "the top", "null"),
                arguments("UNKNOWN_MESSAGE", "the top", "42"),
                arguments("UNKNOWN_MESSAGE", "the top", "'text'"),
                arguments("UNKNOWN_MESSAGE", "the top", "[{'eventSource':'aws:s3'}]"),
                arguments("UNKNOWN_MESSAGE", "the top", "{}"),
                arguments("UNKNOWN_MESSAGE", "the top", "{'site_id':'a','energy_generated_kwh':1}"),
                arguments("UNKNOWN_MESSAGE", "the top", "{'Event':'s3:OtherEvent'}"),
                arguments("UNKNOWN_MESSAGE", "the top", message("sns-subscription-confirmation")),
                arguments("NO_RECORDS", "/Records", "{'Records':[]}"),
                arguments("NO_RECORDS", "/Records", "{'Records':{}}"),
                arguments("NO_RECORDS", "/Records", "{'Records':null}"),
                arguments("WRONG_TYPE", "/Message", "{'Type':'Notification','Message':{}}"),
                arguments("WRONG_TYPE", "/Records/0", "{'Records':['a']}"));
    }

    private static Stream<Arguments> foreignEvents() {
        return Stream.of(
                arguments("FOREIGN_EVENT", "/Records/0/eventSource", message("dynamodb-stream")),
                arguments(
                        "FOREIGN_EVENT", "/Records/0/EventSource", "{'Records':[{'EventSource':'aws:sns','Sns':{}}]}"),
                arguments("FOREIGN_EVENT", "/detail-type", message("eventbridge-cloudtrail")),
                arguments("FOREIGN_EVENT", "/source", "{'source':'aws.ec2','detail-type':'Object Created'}"),
                arguments("UNSUPPORTED_VERSION", "/Records/0/eventVersion", put("'2.1'", "'3.0'")));
    }

    private static Stream<Arguments> missingOrMistypedFields() {
        return Stream.of(
                arguments("MISSING_FIELD", "/Records/0/eventName", put("'eventName'", "'other'")),
                arguments("MISSING_FIELD", "/Records/0/s3", put("'s3':", "'other':")),
                arguments("MISSING_FIELD", "/Records/0/s3/bucket", put("'bucket':", "'other':")),
                arguments("MISSING_FIELD", "/Records/0/s3/bucket/name", put("'name'", "'other'")),
                arguments("MISSING_FIELD", OBJECT, put("'object':", "'other':")),
                arguments("MISSING_FIELD", KEY, put("'key'", "'other'")),
                arguments("MISSING_FIELD", KEY, put("'energy/a.json'", "null")),
                arguments("MISSING_FIELD", "/Records/0/eventTime", put("'eventTime'", "'other'")),
                arguments(
                        "MISSING_FIELD",
                        "/Message/Records/0/s3",
                        sns("{'Records':[{'eventName':'ObjectCreated:Put'}]}")),
                arguments("WRONG_TYPE", KEY, put("'energy/a.json'", "7")),
                arguments("WRONG_TYPE", "/Records/0/s3/bucket", put("{'name':'landing'}", "'landing'")),
                arguments("WRONG_TYPE", OBJECT + "/eTag", put("'9b2cf535'", "[]")),
                arguments("WRONG_TYPE", "/Records/0/eventTime", put("'2026-03-14T09:26:53.589Z'", "1773480413")));
    }

    private static Stream<Arguments> impossibleNames() {
        return Stream.of(
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%2")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%zz")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%-1")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%FF")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%C3%28")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%ED%A0%80")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "%C0%AF")),
                arguments("BAD_KEY_ENCODING", KEY, put("a.json", "\\ud800")),
                arguments("BAD_NAME", KEY, put("energy/a.json", "")),
                arguments("BAD_NAME", KEY, put("a.json", "a%00b")),
                arguments("BAD_NAME", KEY, put("a.json", "%C3%BC".repeat(509))),
                arguments("BAD_NAME", "/Records/0/s3/bucket/name", put("'landing'", "''")),
                arguments("BAD_NAME", "/Records/0/s3/bucket/name", put("'landing'", "'a/b'")),
                arguments("BAD_NAME", OBJECT + "/versionId", put("null", "'" + "v".repeat(1025) + "'")),
                arguments("BAD_NAME", OBJECT + "/eTag", put("9b2cf535", "a\\u0000")));
    }

    private static Stream<Arguments> impossibleValues() {
        return Stream.of(
                arguments("NO_VERSION", OBJECT + "/eTag", put("'eTag'", "'other'")),
                arguments("NO_VERSION", OBJECT + "/eTag", put("'9b2cf535'", "''")),
                arguments(
                        "NO_VERSION", OBJECT + "/eTag", put("'9b2cf535','versionId':null", "null,'versionId':'null'")),
                arguments("BAD_SIZE", OBJECT + "/size", put("17", "-1")),
                arguments("BAD_SIZE", OBJECT + "/size", put("17", "1.5")),
                arguments("BAD_SIZE", OBJECT + "/size", put("17", "'17'")),
                arguments("BAD_SIZE", OBJECT + "/size", put("17", "1e999999999")),
                arguments("BAD_SIZE", OBJECT + "/size", put("17", "1125899906842625")),
                arguments("BAD_SIZE", OBJECT + "/size", put("17", "18446744073709551616")),
                arguments("BAD_TIME", "/Records/0/eventTime", put("53.589Z", "53.589")),
                arguments("BAD_TIME", "/Records/0/eventTime", put("2026-03-14", "2026-02-30")),
                arguments("BAD_TIME", "/Records/0/eventTime", put("2026-03-14", "+12026-03-14")),
                arguments("BAD_TIME", "/Records/0/eventTime", put("2026-03-14", "1969-12-31")),
                arguments("BAD_SEQUENCER", OBJECT + "/sequencer", put("0065F2C1", "0065-F2C1")),
                arguments("BAD_SEQUENCER", OBJECT + "/sequencer", put("0065F2C1", "0".repeat(65))));
    }

    private static Stream<Arguments> eventBridgeEvents() {
        return Stream.of(
                arguments("MISSING_FIELD", "/source", "{'detail-type':'Object Created'}"),
                arguments("MISSING_FIELD", "/detail", "{'source':'aws.s3','detail-type':'Object Created'}"),
                arguments("MISSING_FIELD", "/detail/bucket", bridge("").replace("'bucket'", "'other'")),
                arguments("MISSING_FIELD", "/detail/object/key", bridge("'etag':'e'")),
                arguments("NO_VERSION", "/detail/object/etag", bridge("'key':'a'")),
                arguments("MISSING_FIELD", "/time", bridge("'key':'a','etag':'e'")),
                arguments("BAD_NAME", "/detail/object/key", bridge("'key':'\\udc00','etag':'e'")));
    }

    private static Stream<Arguments> commands() {
        return Stream.of(
                arguments("UNKNOWN_COMMAND", "/millrace", "{'millrace':'abandon','run':'" + RUN + "'}"),
                arguments("WRONG_TYPE", "/millrace", "{'millrace':1}"),
                arguments("MISSING_FIELD", "/run", "{'millrace':'continue'}"),
                arguments("BAD_RUN_ID", "/run", "{'millrace':'continue','run':''}"),
                arguments("BAD_RUN_ID", "/run", "{'millrace':'continue','run':'0123456789ABCDEF0123456789ABCDEF'}"),
                arguments("BAD_RUN_ID", "/run", "{'millrace':'continue','run':'" + RUN + "\\n'}"),
                arguments("UNKNOWN_COMMAND", "/millrace", "{'millrace':'restart','run':'" + RUN + "','attempt':1}"),
                arguments("MISSING_FIELD", "/redrive", "{'millrace':'redrive','run':'" + RUN + "'}"),
                arguments("BAD_REDRIVE_ID", "/redrive", "{'millrace':'redrive','run':'" + RUN + "','redrive':'../x'}"),
                arguments("UNKNOWN_MESSAGE", "/Message", sns("{'millrace':'continue','run':'" + RUN + "'}")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void saysWhatWhereAndWhatToDo(String code, String where, String message) {
        var exception = failure(message);

        assertThat(exception.code()).isEqualTo(code);
        assertThat(exception)
                .hasMessageContaining(" (at " + where + "). ")
                .hasMessageEndingWith(exception.fault().remedy());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void staysShortAndOnOneLine(String code, String where, String message) {
        assertThat(failure(message).getMessage()).hasSizeLessThan(600).doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void everyCodeHasItsExample() {
        assertThat(messages().map(arguments -> arguments.get()[0]).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(MessageFault.class).stream().map(Enum::name).collect(Collectors.toSet()));
    }

    @Test
    void oneBadRecordMakesTheWholeMessageMalformed() {
        var bad = "{'Records':[" + record() + "," + record().replace("17", "-17") + "]}";

        assertThat(failure(bad)).hasMessageContaining("/Records/1/s3/object/size");
    }

    @Test
    void saysInWhichLineJsonBreaksOff() {
        assertThat(failure("{\n  'Records': nope\n}")).hasMessageContaining("line 2, column");
    }

    private MalformedMessageException failure(String message) {
        var json = message.replace('\'', '"');
        return catchThrowableOfType(MalformedMessageException.class, () -> deliveries.parse(json));
    }

    /// The smallest notification that is understood, with one part of it replaced.
    private static String put(String part, String replacement) {
        assertThat(record()).contains(part);
        return "{'Records':[" + record().replace(part, replacement) + "]}";
    }

    private static String record() {
        return "{'eventVersion':'2.1','eventName':'ObjectCreated:Put','eventTime':'2026-03-14T09:26:53.589Z','s3':{"
                + "'bucket':{'name':'landing'},'object':{'key':'energy/a.json','size':17,"
                + "'eTag':'9b2cf535','versionId':null,'sequencer':'0065F2C1'}}}";
    }

    private static String sns(String message) {
        return "{'Type':'Notification','Message':'" + message.replace("'", "\\'") + "'}";
    }

    private static String bridge(String object) {
        return "{'source':'aws.s3','detail-type':'Object Created','detail':{'bucket':{'name':'b'},'object':{"
                + object
                + "}}}";
    }
}
