package io.millrace.io;

import static io.millrace.io.DynamoDbProxy.BREAK_AFTER;
import static io.millrace.io.DynamoDbProxy.PASS;
import static io.millrace.io.Things.item;
import static io.millrace.io.Things.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.io.DynamoDbProxy.Behaviour;
import io.millrace.io.DynamoDbProxy.Behaviour.Fail;
import io.millrace.io.DynamoDbProxy.Behaviour.Take;
import io.millrace.io.Things.Thing;
import io.millrace.local.LocalCloud;
import io.millrace.reject.RejectCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

class DynamoDbRecordWriterTest {

    private static final DynamoDbSettings SETTINGS =
            new DynamoDbSettings(4, 5, Duration.ofMillis(1), Duration.ofMillis(20));

    private final Things things = new Things();
    private final RecordingContext context = new RecordingContext();
    private @Nullable DynamoDbProxy proxy;

    @AfterEach
    void stopProxy() {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Test
    void storesEveryRecordOfAChunk() throws Exception {
        var taken = writer().write(items(1010), context);

        assertThat(taken).isEqualTo(1010);
        assertThat(things.stored()).hasSize(1010).containsEntry("1009", "thing 1009");
        assertThat(context.rejects()).isEmpty();
    }

    @Test
    void storesTheSameOnceWhenWrittenAgain() throws Exception {
        assertThat(writer().write(items(60), context)).isEqualTo(60);
        assertThat(writer().write(items(60), context)).isEqualTo(60);

        assertThat(things.stored()).hasSize(60);
    }

    @Test
    void callsNobodyForAnEmptyChunk() throws Exception {
        var proxy = proxy(call -> PASS);

        assertThat(writer(proxy).write(List.of(), context)).isZero();

        assertThat(proxy.calls()).isZero();
    }

    @Test
    void takesNoPartInTheTransactionOfTheChunk() {
        assertThat(writer().transactional()).isFalse();
    }

    @Test
    void keepsTheLastOfSeveralRecordsWithOneKey() throws Exception {
        var items = new ArrayList<>(items(300));
        items.add(150, item("299", "early"));
        items.add(item("7", "late"));
        items.add(item("7.0", "latest"));

        var taken = writer().write(items, context);

        assertThat(taken).isEqualTo(303);
        assertThat(things.stored()).hasSize(300).containsEntry("299", "thing 299").containsEntry("7", "latest");
    }

    @Test
    void sendsUnprocessedItemsAgain() throws Exception {
        var proxy = proxy(call -> call % 3 == 0 ? PASS : new Take(call % 7));

        var taken = writer(proxy).write(items(200), context);

        assertThat(taken).isEqualTo(200);
        assertThat(things.stored()).hasSize(200);
    }

    @Test
    void goesOnAsLongAsDynamoDbTakesSomething() throws Exception {
        var proxy = proxy(call -> new Take(1));

        writer(proxy).write(items(25), context);

        assertThat(things.stored()).hasSize(25);
        assertThat(proxy.calls()).isEqualTo(25);
    }

    static Stream<Behaviour> passingFaults() {
        return Stream.of(
                new Fail(400, "ProvisionedThroughputExceededException"),
                new Fail(400, "ThrottlingException"),
                new Fail(400, "RequestLimitExceeded"),
                new Fail(500, "InternalServerError"),
                new Fail(503, "ServiceUnavailable"),
                new Take(0),
                BREAK_AFTER);
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void outlastsAPassingFault(Behaviour fault) throws Exception {
        var proxy = proxy(call -> call <= 6 ? fault : PASS);

        var taken = writer(proxy).write(items(100), context);

        assertThat(taken).isEqualTo(100);
        assertThat(things.stored()).hasSize(100);
        assertThat(context.rejects()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void saysThatALastingFaultIsTransient(Behaviour fault) throws Exception {
        var proxy = proxy(call -> fault);

        assertThatExceptionOfType(RetryableException.class)
                .isThrownBy(() -> writer(proxy).write(items(20), context))
                .withMessageContaining(things.name)
                .withMessageContaining("5 attempts");

        assertThat(proxy.calls()).isEqualTo(5);
    }

    @Test
    void rejectsARefusedItemAloneWithTheReason() throws Exception {
        var items = new ArrayList<>(items(100));
        items.set(33, item("1E+200", "beyond DynamoDB's numbers"));
        items.set(34, item("34", "x".repeat(400 * 1024)));

        var taken = writer().write(items, context);

        assertThat(taken).isEqualTo(98);
        assertThat(things.stored()).hasSize(98).containsKeys("32", "35");
        assertThat(context.rejects()).hasSize(2).allMatch(reject -> reject.code() == RejectCode.REFUSED_BY_STORE);
        assertThat(context.rejects().getFirst().reason()).contains("magnitude");
        assertThat(context.rejects().getLast().reason()).contains("size");
    }

    @Test
    void storesTheEarlierRecordIfTheLaterOneOfItsKeyIsRefused() throws Exception {
        var tooLarge = item("1", "x".repeat(400 * 1024));

        var taken = writer().write(List.of(item("1", "first"), item("1", "second"), tooLarge, tooLarge), context);

        assertThat(taken).isEqualTo(2);
        assertThat(things.stored()).containsExactlyEntriesOf(Map.of("1", "second"));
        assertThat(context.rejects()).hasSize(2);
    }

    /// Batches are taken in part, lost after they were taken, halved, and hold keys several times.
    @Test
    void countsEveryRecordOnceWhateverBecomesOfItsBatch() throws Exception {
        var proxy = proxy(call -> call > 8 ? PASS : call % 2 == 0 ? BREAK_AFTER : new Take(call));
        var items = new ArrayList<>(items(300));
        for (var i = 0; i < 300; i += 7) {
            items.add(item(Integer.toString(i), i % 2 == 0 ? "later" : "x".repeat(400 * 1024)));
        }

        var taken = writer(proxy).write(items, context);

        assertThat(context.rejects()).hasSize(21);
        assertThat(taken).isEqualTo(items.size() - 21);
        assertThat(things.stored()).hasSize(300).containsEntry("0", "later").containsEntry("7", "thing 7");
    }

    @Test
    void failsWithTheCauseWhereRepeatingIsNoUse() throws Exception {
        var proxy = proxy(call -> new Fail(400, "AccessDeniedException"));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> writer(proxy).write(items(500), context))
                .withMessageContaining(things.name)
                .withCauseInstanceOf(DynamoDbException.class);

        assertThat(proxy.calls()).isBetween(1, 4);
        assertThat(proxy.underWay()).isZero();
    }

    @Test
    void failsForATableThatIsNotThere() {
        var table = new DynamoDbTable<Thing>("nowhere", List.of("number"), things.table.item());
        var writer = new DynamoDbRecordWriter<>(LocalCloud.shared().dynamoDb(), table, SETTINGS);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> writer.write(items(1), context))
                .withMessageContaining("nowhere")
                .withCauseInstanceOf(ResourceNotFoundException.class);
    }

    static Stream<DynamoDbTable<Thing>> tablesOfAnotherKey() {
        Function<Thing, Map<String, AttributeValue>> numberAsText =
                thing -> Map.of("number", AttributeValue.fromS(thing.number()));
        Function<Thing, Map<String, AttributeValue>> textOnly =
                thing -> Map.of("text", AttributeValue.fromS(thing.text()));
        Function<Thing, Map<String, AttributeValue>> both =
                thing ->
                        Map.of(
                                "number", AttributeValue.fromN(thing.number()),
                                "text", AttributeValue.fromS(thing.text()));
        return Stream.of(
                new DynamoDbTable<>("", List.of("number"), numberAsText),
                new DynamoDbTable<>("", List.of("text"), textOnly),
                // DynamoDB would take these, and keep one of each number.
                new DynamoDbTable<>("", List.of("number", "text"), both));
    }

    @ParameterizedTest
    @MethodSource("tablesOfAnotherKey")
    void writesAndRejectsNothingIfTheTableHasAnotherKey(DynamoDbTable<Thing> needed) {
        var table = new DynamoDbTable<Thing>(things.name, needed.key(), needed.item());
        var writer = new DynamoDbRecordWriter<>(LocalCloud.shared().dynamoDb(), table, SETTINGS);

        assertThatExceptionOfType(TableMismatchException.class)
                .isThrownBy(() -> writer.write(items(30), context))
                .withMessageStartingWith("Table %s has the key number (N), but".formatted(things.name));

        assertThat(context.rejects()).isEmpty();
        assertThat(things.stored()).isEmpty();
    }

    @Test
    void hasSeveralBatchesUnderWayButNoMoreThanAllowed() throws Exception {
        var proxy = proxy(call -> PASS);

        writer(proxy).write(items(1000), context);

        assertThat(proxy.mostUnderWay()).isBetween(2, 4);
        assertThat(proxy.calls()).isEqualTo(40);
    }

    @Test
    void asksForTheLeaseBeforeEveryCall() throws Exception {
        var proxy = proxy(call -> call % 2 == 0 ? PASS : new Take(3));

        writer(proxy).write(items(200), context);

        assertThat(context.checks()).isEqualTo(proxy.calls());
    }

    @Test
    void writesNothingMoreOnceTheLeaseIsLost() throws Exception {
        var proxy = proxy(call -> PASS);
        var losing =
                new RecordingContext() {
                    @Override
                    public void ensureHeld() {
                        super.ensureHeld();
                        if (checks() > 10) {
                            throw new IllegalStateException("lost");
                        }
                    }
                };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> writer(proxy).write(items(1000), losing))
                .withMessage("lost");

        assertThat(proxy.underWay()).isZero();
        assertThat(proxy.calls()).isEqualTo(10);
        assertThat(things.stored()).hasSize(250);
    }

    @Test
    void leavesNoBatchUnderWayWhenInterrupted() throws Exception {
        var proxy = proxy(call -> PASS);
        var writer = writer(proxy);
        writer.write(items(1), context);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.write(items(1000), context));

        assertThat(proxy.underWay()).isZero();
        assertThat(proxy.calls()).isEqualTo(1 + 4);
    }

    @Test
    void writesNothingWhenInterruptedBeforeItKnowsTheTable() throws Exception {
        var proxy = proxy(call -> PASS);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> writer(proxy).write(items(1000), context));

        assertThat(proxy.calls()).isZero();
    }

    private DynamoDbProxy proxy(IntFunction<Behaviour> behaviour) throws IOException {
        var proxy = new DynamoDbProxy(LocalCloud.shared().dynamoDbEndpoint(), behaviour);
        this.proxy = proxy;
        return proxy;
    }

    private DynamoDbRecordWriter<Thing> writer() {
        return new DynamoDbRecordWriter<>(LocalCloud.shared().dynamoDb(), things.table, SETTINGS);
    }

    private DynamoDbRecordWriter<Thing> writer(DynamoDbProxy proxy) {
        return new DynamoDbRecordWriter<>(
                DynamoDbClient.builder().endpointOverride(proxy.endpoint()).build(), things.table, SETTINGS);
    }
}
