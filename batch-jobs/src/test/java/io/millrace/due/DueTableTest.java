package io.millrace.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalCloud;
import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import javax.sql.DataSource;

/// On the table of notifications, whose key is a number, and on that of sets, whose key has three columns.
class DueTableTest {

    private static final DataSource DATABASE = LocalDatabase.of(LocalCloud.shared().newSpace());
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);

    private static final RowMapper<String> SUBJECT = (row, n) -> row.getString("subject");

    private final DueTable notifications = new DueTable(JDBC, "notifications", "millrace.notification", "id", "run_id");

    @BeforeEach
    void begin() {
        JDBC.sql("DELETE FROM millrace.notification").update();
        JDBC.sql("DELETE FROM millrace.file_set").update();
    }

    @Test
    void claimsTheOldestFirstAndEachOnce() {
        keep("b", "1 minute");
        keep("a", "2 minutes");
        keep("later", "-1 minute");

        assertThat(notifications.claim(1, SUBJECT)).containsExactly("a");
        assertThat(notifications.claim(10, SUBJECT)).containsExactly("b");
        assertThat(notifications.claim(10, SUBJECT)).isEmpty();
    }

    /// Else it would claim the item once more as soon as somebody else has claimed it.
    @Test
    void aClaimPassesOverWhatSomebodyElseIsJustClaiming() throws SQLException {
        keep("a", "2 minutes");
        keep("b", "1 minute");
        try (Connection other = DATABASE.getConnection()) {
            other.setAutoCommit(false);
            JdbcClient others = JdbcClient.create(new SingleConnectionDataSource(other, true));
            assertThat(new DueTable(others, "notifications", "millrace.notification", "id", "run_id").claim(1, SUBJECT))
                    .containsExactly("a");

            assertThat(CompletableFuture.supplyAsync(() -> notifications.claim(10, SUBJECT)))
                    .succeedsWithin(Duration.ofMinutes(1))
                    .isEqualTo(List.of("b"));
            other.commit();
        }
    }

    @Test
    void eachAttemptDoublesThePauseUpToAnHour() {
        keep("a", "0 s");

        var pauses = LongStream.range(0, 40).mapToObj(attempt -> pauseOfTheNextClaim()).toList();

        assertThat(pauses.subList(0, 7)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L);
        assertThat(pauses.subList(7, 40)).containsOnly(60L);
    }

    /// In minutes, by the database's clock.
    private long pauseOfTheNextClaim() {
        JDBC.sql("UPDATE millrace.notification SET due_at = clock_timestamp()").update();
        Instant before = now();
        assertThat(notifications.claim(1, SUBJECT)).hasSize(1);
        return Duration.between(before, dueAt()).toMinutes();
    }

    @Test
    void anItemThatFailsIsDueAgainAndSaysWhyOnOneLine() {
        var id = keep("a", "0 s");
        notifications.claim(1, SUBJECT);
        notifications.failed("Line one\nline two\0\u001b[31m\u202e\ud800" + "x".repeat(2_000), id);

        assertThat(notifications.failing(10))
                .singleElement()
                .satisfies(
                        item -> {
                            assertThat(item.kind()).isEqualTo("notifications");
                            assertThat(item.id()).isEqualTo(Long.toString(id));
                            assertThat(item.attempts()).isEqualTo(1);
                            assertThat(item.dueAt()).isEqualTo(dueAt());
                            assertThat(item.error()).startsWith("Line one line two").hasSizeBetween(900, 1_001);
                            assertThat(item.error()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
                        });
        assertThat(notifications.claim(1, SUBJECT)).isEmpty();
    }

    @Test
    void anItemWhoseProcessDiedTwiceIsShownWithoutAWord() {
        keep("a", "0 s");
        notifications.claim(1, SUBJECT);
        assertThat(notifications.failing(10)).as("it may well be under way").isEmpty();

        JDBC.sql("UPDATE millrace.notification SET due_at = clock_timestamp()").update();
        notifications.claim(1, SUBJECT);

        assertThat(notifications.failing(10)).extracting(FailingItem::error).containsOnlyNulls().hasSize(1);
    }

    @Test
    void aLateFailureLeavesWhatSomebodyElseHasDone() {
        var id = keep("a", "0 s");
        notifications.claim(1, SUBJECT);
        notifications.done(id);

        notifications.failed("Too late", id);

        assertThat(JDBC.sql("SELECT last_error FROM millrace.notification").query(String.class).optional()).isEmpty();
        assertThat(notifications.failing(10)).isEmpty();
    }

    @Test
    void eachItemCostsItselfAndNobodyBehindIt() {
        for (var subject : List.of("a", "bad", "b", "c")) {
            keep(subject, "1 minute");
        }
        var done = new ArrayList<String>();

        var count =
                notifications.each(
                        3,
                        () -> true,
                        (row, n) -> new Item(row.getLong("id"), row.getString("subject")),
                        item -> new Object[] {item.id()},
                        item -> {
                            if (item.subject().equals("bad")) {
                                throw new IllegalStateException("It is bad");
                            }
                            notifications.done(item.id());
                            done.add(item.subject());
                        });

        assertThat(count).isEqualTo(2);
        assertThat(done).containsExactly("a", "b");
        assertThat(notifications.failing(10)).extracting(FailingItem::error).singleElement().asString().contains("bad");
        assertThat(notifications.claim(10, SUBJECT)).as("beyond the limit of three").containsExactly("c");
    }

    @Test
    void nothingIsClaimedWhenTheTimeIsOver() {
        keep("a", "1 minute");

        assertThat(
                        notifications.each(
                                10,
                                () -> false,
                                SUBJECT,
                                subject -> new Object[0],
                                subject -> assertThat(subject).isNull()))
                .isZero();
        assertThat(notifications.claim(10, SUBJECT)).containsExactly("a");
    }

    /// So that an error passes through and the item comes back.
    @Test
    void anErrorOfTheMachineIsNotTakenForTheItems() {
        keep("a", "1 minute");

        assertThatThrownBy(
                        () ->
                                notifications.each(
                                        10,
                                        () -> true,
                                        SUBJECT,
                                        subject -> new Object[0],
                                        subject -> {
                                            throw new OutOfMemoryError("Java heap space");
                                        }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(dueAt()).isAfter(now());
    }

    @Test
    void aKeyMayHaveSeveralColumns() {
        for (var set : List.of("one", "two", "three")) {
            JDBC.sql(
                            """
                            INSERT INTO millrace.file_set (route, set_key, generation, expected_at, due_at)
                            VALUES ('r', ?, 1, clock_timestamp(), clock_timestamp())\
                            """)
                    .param(set)
                    .update();
        }
        var sets = new DueTable(JDBC, "sets", "millrace.file_set", "route, set_key, generation", "run_id");

        RowMapper<String> name = (row, n) -> row.getString("set_key");
        assertThat(sets.claimIfDue(name, "r", "two", 1)).contains("two");
        assertThat(sets.claimIfDue(name, "r", "two", 1)).isEmpty();
        sets.claim(10, name);
        sets.allFailed("Why", List.of(new Object[] {"r", "one", 1}, new Object[] {"r", "two", 1}));
        sets.allDone(List.<Object[]>of(new Object[] {"r", "one", 1}));

        assertThat(sets.failing(10)).extracting(FailingItem::id).containsExactly("r/two/1");
    }

    private record Item(long id, String subject) {}

    private static long keep(String subject, String dueFor) {
        return JDBC.sql(
                        """
                        INSERT INTO millrace.notification (kind, subject, body, due_at)
                        VALUES ('test', ?, '', clock_timestamp() - ?::interval) RETURNING id\
                        """)
                .params(subject, dueFor)
                .query(Long.class)
                .single();
    }

    private static Instant dueAt() {
        return JDBC.sql("SELECT due_at FROM millrace.notification").query(OffsetDateTime.class).single().toInstant();
    }

    private static Instant now() {
        return JDBC.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
    }
}
