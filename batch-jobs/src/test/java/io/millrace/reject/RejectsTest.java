package io.millrace.reject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.aws.Queues;
import io.millrace.due.FailingItem;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalDatabase;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;

import javax.sql.DataSource;

class RejectsTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final DataSource DATABASE = LocalDatabase.of(SPACE);
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);

    private final KeptRun run = KeptRun.in(JDBC, SPACE.landing());
    private final SwitchableSqs sqs = new SwitchableSqs();
    private final Rejects rejects = rejects(sqs);

    /// The local queue, which answers as a test wants.
    private static final class SwitchableSqs implements SqsClient {

        Function<SendMessageBatchRequest, SendMessageBatchResponse> send = LocalCloud.shared().sqs()::sendMessageBatch;
        int requests;

        @Override
        public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
            requests++;
            return send.apply(request);
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static Rejects rejects(SqsClient sqs) {
        return new Rejects(
                new JdbcTemplate(DATABASE),
                JDBC,
                new RejectQueue(sqs, new Queues(SPACE.files(), SPACE.filesDlq(), SPACE.rejects())));
    }

    @BeforeEach
    void begin() {
        JDBC.sql("DELETE FROM millrace.reject").update();
        received();
    }

    @Test
    void whatIsKeptIsPublishedFromTheStore() {
        rejects.keep(records(1, 250));

        assertThat(rejects.perform(() -> true)).isEqualTo(250);

        assertThat(received())
                .extracting(message -> message.get("id").stringValue())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 250).mapToObj(record -> run.id() + "/load/" + record).toList());
        assertThat(due()).isZero();
        assertThat(rejects.perform(() -> true)).isZero();
    }

    @Test
    void noMoreArePublishedThanAskedFor() {
        rejects.keep(records(1, 250));

        assertThat(rejects.perform(120, () -> true)).isEqualTo(120);

        assertThat(received()).hasSize(120);
        assertThat(due()).isEqualTo(130);
    }

    @Test
    void textsThatTheQueueDoesNotTakeAreReplaced() {
        rejects.keep(records(1, 50));
        rejects.keep(
                List.of(
                        run.reject(
                                100_001,
                                RejectCode.REFUSED_BY_STORE,
                                "Key (id)=(\uffff \ufffe \u001b \0 \ud800) already exists",
                                "\uffff\u0001")));
        rejects.keep(records(51, 100));

        assertThat(rejects.perform(() -> true)).isEqualTo(101);

        assertThat(received())
                .hasSize(101)
                .filteredOn(message -> message.get("record").longValue() == 100_001)
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.get("reason").stringValue())
                                    .startsWith("Key (id)=(\ufffd \ufffd \ufffd ␀ ")
                                    .endsWith(") already exists");
                            assertThat(message.get("raw").stringValue()).isEqualTo("\ufffd\ufffd");
                        });
        assertThat(due()).isZero();
    }

    @Test
    void stepAndCodeAreReplacedLikeTheReason() {
        insert("lo\uffffad", 7, "CO\ufffeDE", "reason");

        assertThat(rejects.perform(() -> true)).isEqualTo(1);

        assertThat(received())
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.get("id").stringValue()).isEqualTo(run.id() + "/lo\ufffdad/7");
                            assertThat(message.get("step").stringValue()).isEqualTo("lo\ufffdad");
                            assertThat(message.get("code").stringValue()).isEqualTo("CO\ufffdDE");
                        });
    }

    @Test
    void aRejectThatTheQueueRefusesCostsItself() {
        rejects.keep(records(1, 50));
        rejects.keep(List.of(run.reject(51, "poison")));
        rejects.keep(records(52, 101));
        sqs.send = request -> sendAllBut("poison", request);

        assertThat(rejects.perform(() -> true)).isEqualTo(100);

        assertThat(received()).hasSize(100);
        assertThat(rejects.failing(10))
                .extracting(FailingItem::kind, FailingItem::id, FailingItem::run, FailingItem::attempts)
                .containsExactly(tuple("rejects", run.id() + "/load/51", run.id().value(), 1));
        assertThat(rejects.failing(10)).extracting(FailingItem::error).containsExactly("InvalidMessageContents: No");
        int before = sqs.requests;
        assertThat(rejects.perform(() -> true)).as("it backs off").isZero();
        assertThat(sqs.requests).isEqualTo(before);

        sqs.send = LocalCloud.shared().sqs()::sendMessageBatch;
        makeDue();
        assertThat(rejects.perform(() -> true)).isEqualTo(1);
        assertThat(rejects.failing(10)).isEmpty();
    }

    private static SendMessageBatchResponse sendAllBut(String poison, SendMessageBatchRequest request) {
        var good = request.entries().stream().filter(entry -> !entry.messageBody().contains(poison)).toList();
        var bad = request.entries().stream().filter(entry -> entry.messageBody().contains(poison)).toList();
        var answer = LocalCloud.shared().sqs().sendMessageBatch(request.toBuilder().entries(good).build());
        return answer.toBuilder()
                .failed(
                        bad.stream()
                                .map(
                                        entry ->
                                                BatchResultErrorEntry.builder()
                                                        .id(entry.id())
                                                        .code("InvalidMessageContents")
                                                        .message("No")
                                                        .build())
                                .toList())
                .build();
    }

    @Test
    void aRejectForWhichTheQueueRefusesAWholeRequestCostsItself() {
        rejects.keep(records(1, 50));
        rejects.keep(List.of(run.reject(51, "poison")));
        rejects.keep(records(52, 101));
        sqs.send =
                request -> {
                    if (request.entries().stream().anyMatch(entry -> entry.messageBody().contains("poison"))) {
                        throw SqsException.builder().statusCode(400).message("Not this one").build();
                    }
                    return LocalCloud.shared().sqs().sendMessageBatch(request);
                };

        assertThat(rejects.perform(() -> true)).isEqualTo(100);

        assertThat(received()).hasSize(100);
        assertThat(rejects.failing(10)).extracting(FailingItem::error).singleElement().asString().contains("Not this");
    }

    @Test
    void aQueueThatIsAwayLeavesAllDueAndIsAskedOnce() {
        rejects.keep(records(1, 250));
        sqs.send =
                _ -> {
                    throw SdkClientException.create("No connection");
                };

        assertThat(rejects.perform(() -> true)).isZero();

        assertThat(sqs.requests).isEqualTo(1);
        assertThat(due()).isEqualTo(250);
        assertThat(rejects.failing(1000))
                .hasSize(Rejects.DUE_BATCH)
                .allSatisfy(item -> assertThat(item.error()).contains("No connection"));

        sqs.send = LocalCloud.shared().sqs()::sendMessageBatch;
        makeDue();
        assertThat(rejects.perform(() -> true)).isEqualTo(250);
        assertThat(received()).hasSize(250);
    }

    /// The process dies when the queue has taken the rejects and the store does not know it.
    @Test
    void aCrashBetweenSendAndMarkPublishesAgainWithTheSameId() {
        rejects.keep(records(1, 3));
        sqs.send =
                request -> {
                    LocalCloud.shared().sqs().sendMessageBatch(request);
                    throw new OutOfMemoryError("The process dies");
                };
        assertThatThrownBy(() -> rejects.perform(() -> true)).isInstanceOf(OutOfMemoryError.class);
        assertThat(due()).isEqualTo(3);

        sqs.send = LocalCloud.shared().sqs()::sendMessageBatch;
        makeDue();
        assertThat(rejects.perform(() -> true)).isEqualTo(3);

        assertThat(received().stream().map(message -> message.get("record").longValue()))
                .containsExactlyInAnyOrder(1L, 2L, 3L, 1L, 2L, 3L);
    }

    @Test
    void theLargestRejectsFitIntoTheQueuesMessages() {
        var worst = new ArrayList<Reject>();
        for (var character : List.of("\u0001", "€", "\"", "\n", "\ud83d\ude80", "\u007f", "\u2028", "/")) {
            worst.add(
                    run.reject(
                            worst.size() + 1,
                            RejectCode.REFUSED_BY_STORE,
                            character.repeat(5_000),
                            character.repeat(Reject.RAW_LIMIT)));
        }
        var invalid = new byte[Reject.RAW_LIMIT];
        Arrays.fill(invalid, (byte) 0xff);
        worst.add(
                Reject.of(
                        run.id(),
                        KeptRun.STEP,
                        new RawRecord(new Place(100, 0), invalid, invalid.length),
                        "INVALID_ENCODING",
                        "no text"));
        rejects.keep(worst);

        assertThat(rejects.perform(() -> true)).isEqualTo(worst.size());
        assertThat(received()).hasSize(worst.size());
    }

    @Test
    void nothingIsClaimedWhenTheTimeIsOver() {
        rejects.keep(records(1, 3));

        assertThat(rejects.perform(() -> false)).isZero();

        assertThat(JDBC.sql("SELECT sum(attempts) FROM millrace.reject").query(Long.class).single()).isZero();
    }

    private List<Reject> records(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(record -> run.reject(record, "x")).toList();
    }

    private void insert(String step, long record, String code, String reason) {
        JDBC.sql(
                        """
                        INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length)
                        VALUES (?, ?, ?, 0, ?, ?, 'x', 1)\
                        """)
                .params(run.id().value(), step, record, code, reason)
                .update();
    }

    private static void makeDue() {
        JDBC.sql("UPDATE millrace.reject SET due_at = clock_timestamp() WHERE due_at IS NOT NULL").update();
    }

    private static long due() {
        return JDBC.sql("SELECT count(*) FROM millrace.reject WHERE due_at IS NOT NULL").query(Long.class).single();
    }

    /// All that the queue holds; they are gone then.
    private static List<JsonNode> received() {
        var sqs = LocalCloud.shared().sqs();
        var all = new ArrayList<JsonNode>();
        List<Message> messages;
        do {
            messages =
                    sqs.receiveMessage(receive -> receive.queueUrl(SPACE.rejects()).maxNumberOfMessages(10)).messages();
            for (var message : messages) {
                all.add(JsonMapper.shared().readTree(message.body()));
                sqs.deleteMessage(delete -> delete.queueUrl(SPACE.rejects()).receiptHandle(message.receiptHandle()));
            }
        } while (!messages.isEmpty());
        return all;
    }
}
