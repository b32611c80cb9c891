package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.ObjectVersion;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// What a run has to do with messages: those that announce its content, the one that continues it, and those about its
/// rejects.
class DeliveryTest extends CustomJobTest {

    @Test
    void theMessageThatContinuesARunIsInTheQueue() {
        behaveInLanes(1);
        AtomicInteger chunks = new AtomicInteger(3);
        assertThat(deliver(95, new StopEarly(() -> chunks.getAndDecrement() > 0)))
                .isInstanceOf(Outcome.Continues.class);

        assertThat(dispatcher.handle(receive(), Deadline.none())).isTrue();

        assertExact(95);
        assertThat(runs.hops(id(), 10)).extracting(Hop::cause).containsExactly(Hop.Cause.ARRIVED, Hop.Cause.CONTINUED);
    }

    /// The first message that names the run.
    private String receive() {
        return await().until(
                        () ->
                                LocalCloud.shared()
                                        .sqs()
                                        .receiveMessage(
                                                receive -> receive.queueUrl(SPACE.files()).maxNumberOfMessages(10))
                                        .messages()
                                        .stream()
                                        .map(Message::body)
                                        .filter(body -> body.contains(id().value()))
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void aChunkAlsoEndsAtItsNumberOfBytes() {
        CustomJob.parts =
                run -> StepParts.of(new MadeRecords(10, 300, record -> false), (items, context) -> items.size());

        assertThat(deliver(10)).isInstanceOf(Outcome.Completed.class);

        assertThat(
                        jdbc.sql("SELECT chunks FROM millrace.checkpoint WHERE run_id = ?")
                                .param(id().value())
                                .query(Integer.class)
                                .single())
                .isEqualTo(3);
    }

    private static final long MANY = 20_000;

    @Test
    void aRunIsNotHeldUpByAQueueThatIsSlowToTakeItsRejects() {
        rejectAll();
        AtomicInteger requests = new AtomicInteger();
        AtomicBoolean held = new AtomicBoolean();
        AtomicBoolean timeIsUp = new AtomicBoolean();
        BreakableQueues.beforeBatch =
                request -> {
                    if (isAboutRejects(request)) {
                        requests.incrementAndGet();
                        held.set(held.get() || isHeld());
                        timeIsUp.set(true);
                    }
                    return request;
                };

        assertThat(deliver(MANY, new StopEarly(() -> !timeIsUp.get()))).isInstanceOf(Outcome.Completed.class);

        assertThat(requests).as("a batch of them, and no more when the time is up").hasValueBetween(1, 10);
        assertThat(held).as("the lease was held while rejects were sent").isFalse();
        assertThat(due()).isEqualTo(MANY - requests.get() * 10L);
        assertThat(totals()).isEqualTo(new Totals(MANY, 0, 0, MANY));
    }

    @Test
    void aRunIsNotHeldUpByAQueueThatTakesNoRejects() {
        rejectAll();
        AtomicInteger requests = new AtomicInteger();
        AtomicBoolean held = new AtomicBoolean();
        BreakableQueues.beforeBatch =
                request -> {
                    if (isAboutRejects(request)) {
                        requests.incrementAndGet();
                        held.set(held.get() || isHeld());
                        throw SdkClientException.create("The queue is away");
                    }
                    return request;
                };

        assertThat(deliver(MANY)).isInstanceOf(Outcome.Completed.class);

        assertThat(requests).as("it is asked once").hasValue(1);
        assertThat(held).as("the lease was held while rejects were sent").isFalse();
        assertThat(due()).isEqualTo(MANY);
    }

    /// Whether the lease is still held although it is waited for; only the rejects can be in its way.
    private boolean isHeld() {
        try {
            await().until(() -> run().leaseUntil() == null);
            return false;
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            return true;
        }
    }

    private static boolean isAboutRejects(SendMessageBatchRequest request) {
        return request.queueUrl().equals(SPACE.rejects());
    }

    private void rejectAll() {
        CustomJob.parts =
                run ->
                        StepParts.<Long>of(
                                        new MadeRecords(run.size(), 1, record -> true),
                                        (items, context) -> items.size())
                                .inChunksOf(5_000);
    }

    private long due() {
        return jdbc.sql("SELECT count(*) FROM millrace.reject WHERE run_id = ? AND due_at IS NOT NULL")
                .param(id().value())
                .query(Long.class)
                .single();
    }

    /// Sequencers are compared as numbers of which the shorter one is padded, and not as they are spelled.
    @ParameterizedTest
    @CsvSource({
        // known, announced, is newer
        "0062F1, 0062f0, false",
        "0062f1, 0062F2, true",
        "0062F1, 0062F100, false",
        "0062f100, 0062F1, false",
        "0062F1, 0062F1001, true",
        "0062Ff, 0062fF0, false",
        "0062F1, 0062f10A, true",
    })
    void sequencersAreComparedByTheirValue(String known, String announced, boolean newer) {
        behaveInLanes(1);
        Arrival first = content("a", known);
        Arrival second = content("b", announced);
        assertThat(arrive(first)).isInstanceOf(Outcome.Completed.class);

        Outcome outcome = arrive(second);

        assertThat(outcome).isInstanceOf(newer ? Outcome.Completed.class : Outcome.Settled.class);
        assertThat(runs.find(second.runId()).orElseThrow().run())
                .returns(newer ? RunState.COMPLETED : RunState.SUPERSEDED, Run::state);
    }

    @ParameterizedTest
    @CsvSource({"0062F1, 0062f1", "0062F1, 0062F100", "0062f100, 0062F1"})
    void anAnnouncementIsTheSameHoweverItsSequencerIsSpelled(String known, String announced) {
        behaveInLanes(1);
        Arrival first = content("a", known);
        assertThat(arrive(first)).isInstanceOf(Outcome.Completed.class);

        assertThat(arrive(content("a", announced))).isInstanceOf(Outcome.Settled.class);

        assertThat(runs.find(first.runId()).orElseThrow().run().announcements()).isEqualTo(1);
    }

    @Test
    void contentThatCameBackRunsOnceHoweverItsSequencerIsSpelled() {
        behaveInLanes(1);
        arrive(content("a", "01"));
        arrive(content("b", "02"));

        assertThat(arrive(content("a", "0A"))).isInstanceOf(Outcome.Completed.class);
        assertThat(arrive(content("a", "0a00"))).isInstanceOf(Outcome.Settled.class);

        List<RunSummary> all =
                runs.list(new RunFilter(java.util.Set.of(), null, null, null, key, null, false), null, 10);
        assertThat(all).hasSize(3).allMatch(run -> run.run().state() == RunState.COMPLETED);
    }

    private Outcome arrive(Arrival arrival) {
        return gate.arrive(arrival, Deadline.none());
    }

    /// Content of a bucket that keeps no versions.
    private Arrival content(String eTag, String sequencer) {
        return new Arrival(new ObjectVersion(SPACE.landing(), key, null, eTag), 25, sequencer, Instant.EPOCH);
    }
}
