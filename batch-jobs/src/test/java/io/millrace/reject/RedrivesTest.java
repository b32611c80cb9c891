package io.millrace.reject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.arrival.ObjectVersion;
import io.millrace.aws.Queues;
import io.millrace.due.FailingItem;
import io.millrace.io.CsvFiles;
import io.millrace.io.CsvMapping;
import io.millrace.io.IoSettings;
import io.millrace.io.Position;
import io.millrace.io.S3Objects;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalDatabase;
import io.millrace.local.LocalSpace;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;

import javax.sql.DataSource;

class RedrivesTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final DataSource DATABASE = LocalDatabase.of(SPACE);
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    private static final S3Client S3 = LocalCloud.shared().s3();

    private final KeptRun run = KeptRun.in(JDBC, SPACE.landing());
    private final InterruptibleS3 interruptible = new InterruptibleS3();
    private final Redrives redrives = new Redrives(JDBC, new RedriveFiles(JDBC, interruptible));
    private final Rejects rejects = rejects();

    private static Rejects rejects() {
        var queues = new Queues(SPACE.files(), SPACE.filesDlq(), SPACE.rejects());
        SqsClient sqs = LocalCloud.shared().sqs();
        return new Rejects(new JdbcTemplate(DATABASE), JDBC, new RejectQueue(sqs, queues));
    }

    /// The local S3, with something that happens before an object is put.
    private static final class InterruptibleS3 implements S3Client {

        Runnable beforePut = () -> {};
        int puts;

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            puts++;
            beforePut.run();
            return S3.putObject(request, body);
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void begin() {
        JDBC.sql("DELETE FROM millrace.redrive").update();
    }

    @Test
    void theRejectsOfARunBecomeAFileALineEach() {
        run.readAs("array");
        rejects.keep(List.of(run.reject(1, "{\"a\":\n1}"), run.reject(2, "{\"a\":2}")));
        var redrive = request(new RedriveRequest(run.id(), Map.of(), false));

        assertThat(redrives.perform(() -> true)).isEqualTo(1);

        assertThat(redrive.key()).endsWith(".ndjson");
        assertThat(content(redrive.key())).isEqualTo("{\"a\": 1}\n{\"a\":2}\n");
        assertThat(contentType(redrive.key())).isEqualTo("application/x-ndjson");
        assertThat(redrives.perform(() -> true)).isZero();
        assertThat(versions(redrive.key())).isEqualTo(1);
    }

    @Test
    void oneWhoseBucketIsGoneCostsItself() {
        var lost = KeptRun.in(JDBC, "no-such-bucket-" + SPACE.name());
        var good = new ArrayList<Redrive>();
        IntStream.range(0, 50).forEach(_ -> good.add(redrive(KeptRun.in(JDBC, SPACE.landing()))));
        var bad = redrive(lost);
        IntStream.range(0, 50).forEach(_ -> good.add(redrive(KeptRun.in(JDBC, SPACE.landing()))));

        assertThat(redrives.perform(() -> true)).isEqualTo(100);

        assertThat(good).allSatisfy(redrive -> assertThat(versions(redrive.key())).isEqualTo(1));
        assertThat(redrives.failing(10))
                .extracting(FailingItem::kind, FailingItem::id, FailingItem::run, FailingItem::attempts)
                .containsExactly(tuple("redrives", bad.id(), lost.id().value(), 1));
        assertThat(redrives.failing(10)).extracting(FailingItem::error).singleElement().asString().contains("bucket");
        int before = interruptible.puts;
        assertThat(redrives.perform(() -> true)).as("it backs off").isZero();
        assertThat(redrives.perform(bad.id())).as("a message does not hurry it").isTrue();
        assertThat(interruptible.puts).isEqualTo(before);
    }

    @Test
    void aMessageHasItsOwnRequestCarriedOutOnceAndNoOther() {
        var first = redrive(run);
        var second = redrive(KeptRun.in(JDBC, SPACE.landing()));

        assertThat(redrives.perform(second.id())).isTrue();
        assertThat(redrives.perform(second.id())).isTrue();
        assertThat(redrives.perform("unknown")).isFalse();

        assertThat(interruptible.puts).isEqualTo(1);
        assertThat(versions(second.key())).isEqualTo(1);
        assertThat(versions(first.key())).isZero();
    }

    @Test
    void aCrashBetweenPutAndMarkLeavesOneVersion() {
        var redrive = redrive(run);
        redrives.perform(() -> true);
        JDBC.sql("UPDATE millrace.redrive SET written_at = NULL, due_at = clock_timestamp()").update();

        assertThat(redrives.perform(() -> true)).isEqualTo(1);

        assertThat(interruptible.puts).isEqualTo(2);
        assertThat(versions(redrive.key())).isEqualTo(1);
        assertThat(redrives.failing(10)).isEmpty();
    }

    /// The other one comes by sweep and by message while the first is about to put the object.
    @Test
    void twoPerformersAtOnceAreKeptApartByTheClaim() {
        var redrive = redrive(run);
        var other = new Redrives(JDBC, new RedriveFiles(JDBC, S3));
        var others = new ArrayList<Object>();
        interruptible.beforePut =
                () -> {
                    others.add(CompletableFuture.supplyAsync(() -> other.perform(() -> true)).join());
                    others.add(CompletableFuture.supplyAsync(() -> other.perform(redrive.id())).join());
                    others.add(versions(redrive.key()));
                };

        assertThat(redrives.perform(redrive.id())).isTrue();

        assertThat(others).containsExactly(0, true, 0L);
        assertThat(versions(redrive.key())).isEqualTo(1);
    }

    @Test
    void thirtyThousandRecordsBecomeOneFileInTheirOrder() {
        run.readAs("lines");
        rejects.keep(LongStream.rangeClosed(1, 30_000).mapToObj(record -> run.reject(record, "r" + record)).toList());

        var redrive = request(new RedriveRequest(run.id(), Map.of(), false));
        redrives.perform(redrive.id());

        assertThat(redrive.records()).isEqualTo(30_000);
        assertThat(content(redrive.key()).lines())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 30_000).mapToObj(record -> "r" + record).toList());
    }

    private static final CsvMapping<String> STAYS =
            CsvMapping.of(
                    List.of("plate", "paid", "note"),
                    row -> row.requiredText(0, 12) + "|" + row.requiredText(1, 12) + "|" + row.requiredText(2, 40));

    private final CsvFiles files = new CsvFiles(new S3Objects(S3, IoSettings.defaults()), IoSettings.defaults());

    /// The header names the columns in the order of the file, which is not that of the mapping.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rejectsOfACsvFileComeBackAsACsvFileThatItsJobCanRead(boolean gzip) throws IOException {
        readCsv(
                """
                Note ,"PLATE",paid
                ok,N-1,1
                "two
                lines, ""quoted\""",N-2,2
                nothing,,3
                """,
                gzip);
        rejects.keep(
                List.of(
                        run.reject(2, "\"two\nlines, \"\"quoted\"\"\",N-2,2"),
                        run.reject(3, "nothing,,3"),
                        run.reject(4, "no more,N-4,4")));

        var redrive =
                request(
                        new RedriveRequest(
                                run.id(),
                                Map.of(
                                        key(2),
                                        Optional.empty(),
                                        key(3),
                                        Optional.of("corrected,N-3,3"),
                                        key(4),
                                        Optional.empty()),
                                false));
        redrives.perform(redrive.id());

        assertThat(redrive.key()).endsWith(".csv");
        assertThat(contentType(redrive.key())).isEqualTo("text/csv");
        assertThat(content(redrive.key())).startsWith("note,plate,paid\n");
        assertThat(rows(redrive.key()))
                .containsExactly("N-2|2|two\nlines, \"quoted\"", "N-3|3|corrected", "N-4|4|no more");
    }

    /// Each alone is no row, but one behind the other they would be: a row that never was.
    @Test
    void rowsThatAreNoCsvComeBackOnlyCorrected() throws IOException {
        readCsv("plate,paid,note\n", false);
        rejects.keep(
                List.of(
                        run.reject(1, RejectCode.INVALID_CSV, "Nothing closes the quote", "N-1,1,\"open"),
                        run.reject(2, RejectCode.INVALID_CSV, "A quote is not at the beginning", "closed\""),
                        run.reject(3, "N-3,3,good")));

        var all = request(new RedriveRequest(run.id(), Map.of(), false));
        redrives.perform(all.id());

        assertThat(all.records()).isEqualTo(1);
        assertThat(all.left()).isEqualTo(2);
        assertThat(rows(all.key())).containsExactly("N-3|3|good");
        for (var correction : List.of(Optional.<String>empty(), Optional.of("N-1,1,\"still open"))) {
            var request = new RedriveRequest(run.id(), Map.of(key(1), correction), false);
            assertThatExceptionOfType(RedriveRefusedException.class)
                    .isThrownBy(() -> request(request))
                    .returns(RedriveFault.CORRECTION_NEEDED, RedriveRefusedException::fault);
        }
    }

    /// Reads a file as the run's job would, and notes how.
    private void readCsv(String text, boolean gzip) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var content = gzip ? gzipped(bytes) : bytes;
        var version = SPACE.put("stays/" + run.id(), content);
        try (var reader =
                files.reader(
                        new ObjectVersion(SPACE.landing(), "stays/" + run.id(), version, null),
                        content.length,
                        STAYS)) {
            reader.open(Position.START);
            run.readAs(reader.position().format());
        }
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private List<String> rows(String key) {
        var head = S3.headObject(of -> of.bucket(SPACE.landing()).key(key));
        var object = new ObjectVersion(SPACE.landing(), key, head.versionId(), head.eTag());
        var rows = new ArrayList<String>();
        try (var reader = files.reader(object, head.contentLength(), STAYS)) {
            reader.open(Position.START);
            for (var item = reader.read(); item != null; item = reader.read()) {
                rows.add(item.value());
            }
        } catch (RejectedRecordException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private static RejectKey key(long record) {
        return new RejectKey(KeptRun.STEP, record);
    }

    private Redrive redrive(KeptRun run) {
        run.readAs("lines");
        rejects.keep(List.of(run.reject(1, "{}")));
        return request(new RedriveRequest(run.id(), Map.of(), false));
    }

    private static String content(String key) {
        return S3.getObjectAsBytes(get -> get.bucket(SPACE.landing()).key(key)).asUtf8String();
    }

    private static String contentType(String key) {
        return S3.headObject(of -> of.bucket(SPACE.landing()).key(key)).contentType();
    }

    /// All or nothing, as the application has it.
    private Redrive request(RedriveRequest request) {
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(DATABASE));
        return Objects.requireNonNull(transaction.execute(_ -> redrives.request(request)));
    }

    /// Versions, not keys: a second put would show.
    private static long versions(String key) {
        return S3.listObjectVersions(list -> list.bucket(SPACE.landing()).prefix(key)).versions().size();
    }
}
