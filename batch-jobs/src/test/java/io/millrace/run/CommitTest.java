package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CountDownLatch;

/// What a chunk has stored, its rejects and its checkpoint are committed together or not at all, whatever happens to
/// the commit.
class CommitTest extends CustomJobTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aChunkThatFailsWhenItIsCommittedLeavesNothing(int lanes) {
        behaveInLanes(lanes);
        atCommitOfRecord(15, "RAISE EXCEPTION 'The constraint of the test' USING ERRCODE = '23514'");

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);

        assertThat(run().reason()).extracting(Reason::text).asString().contains("The constraint of the test");
        assertThat(run().reason()).extracting(Reason::code).isEqualTo("UNEXPECTED");
        assertDone(10);
        commitInPeace();
        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aChunkWhoseBackendIsLostWhenItIsCommittedLeavesNothing(int lanes) {
        behaveInLanes(lanes);
        atCommitOfRecord(15, "PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(600)");

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);

        assertThat(run().reason()).extracting(Reason::code).isEqualTo("DATABASE_UNAVAILABLE");
        assertDone(10);
        commitInPeace();
        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    /// Nobody but the checkpoint can tell then whether the chunk is there. With two lanes the chunk was written ahead
    /// of its turn, and must not be written again.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aChunkThatWasCommittedWithoutAnAnswerIsNotWrittenAgain(int lanes) {
        CountDownLatch laterIsWritten = new CountDownLatch(1);
        CustomJob.parts =
                run -> {
                    StepParts<Long, Long> parts =
                            StepParts.of(
                                    new MadeRecords(40, 1, record -> false),
                                    (items, context) -> {
                                        long first = items.getFirst().value();
                                        if (first == 1 && lanes == 2) {
                                            await(laterIsWritten);
                                        }
                                        items.forEach(item -> insert(run, item.value()));
                                        if (first == 11) {
                                            BreakableDatabase.loseAnswerOfNextCommit();
                                            laterIsWritten.countDown();
                                        }
                                        return items.size();
                                    });
                    return lanes == 1 ? parts : parts.inLanes();
                };

        Outcome outcome = deliver(40);

        assertThat(stored()).doesNotHaveDuplicates();
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(run().reason()).extracting(Reason::code).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(totals()).isEqualTo(new Totals(20, 20, 0, 0));
        assertThat(stored()).hasSize(20);
        assertThat(deliver(40)).isInstanceOf(Outcome.Completed.class);
        assertThat(stored()).hasSize(40).doesNotHaveDuplicates();
    }

    private void insert(Run run, long record) {
        jdbc.sql("INSERT INTO %s VALUES (?, ?)".formatted(table)).params(run.id().value(), record).update();
    }

    /// Its lease was taken by somebody else, who is still at work; or by somebody else under the same number, as after
    /// a fail-over of the database; or by itself, in another thread.
    @ParameterizedTest
    @CsvSource({
        "1, 'fence = fence + 1, owner = ''another'''",
        "1, 'owner = ''another'''",
        "1, 'fence = fence + 1'",
        "2, 'owner = ''another'''",
        "2, 'fence = fence + 1'",
    })
    void aWorkerWhoseRunIsSomebodyElsesCommitsNothingMore(int lanes, String taken) {
        behaveInLanes(lanes);
        afterWrite =
                record -> {
                    if (record > 20 && record <= 30) {
                        elsewhere(() -> update(taken + ", lease_until = clock_timestamp() + interval '1 h'"));
                    }
                };

        assertThat(deliver(95)).isInstanceOf(Outcome.Busy.class);

        assertThat(totals().read()).isLessThanOrEqualTo(20);
        assertDone(totals().read());
        assertThat(run()).returns(RunState.STARTED, Run::state).returns(null, Run::endedAt);
        assertThat(run().leaseUntil()).isNotNull();
        afterWrite = record -> {};
        update("lease_until = clock_timestamp()");
        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    private void update(String change) {
        jdbc.sql("UPDATE millrace.run SET %s WHERE id = ?".formatted(change)).param(id().value()).update();
    }

    /// Has a statement of PL/pgSQL executed when a transaction that has stored this record is about to commit.
    private void atCommitOfRecord(long record, String statement) {
        template.execute(
                """
                CREATE FUNCTION %1$s_commit() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    %3$s;
                    RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON %1$s DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (new.record = %2$d) EXECUTE FUNCTION %1$s_commit()\
                """
                        .formatted(table, record, statement));
    }

    private void commitInPeace() {
        template.execute("DROP FUNCTION %s_commit CASCADE".formatted(table));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
