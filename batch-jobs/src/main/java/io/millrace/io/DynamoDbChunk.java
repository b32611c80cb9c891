package io.millrace.io;

import io.millrace.reject.RejectCode;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Writes one chunk. The caller's thread hands out the batches and judges the answers, virtual threads only make the
/// calls, unless a batch is the only one left: nothing but the queue of answers is shared, and the context is used
/// where its transaction is.
final class DynamoDbChunk<T> {

    private final DynamoDbBatchCall<T> call;
    private final DynamoDbKeyCheck<T> keyCheck;
    private final DynamoDbSettings settings;
    private final WriteContext context;

    private final Queue<DynamoDbBatch<T>> open =
            new PriorityQueue<>((one, other) -> Long.signum(one.notUntil() - other.notUntil()));
    private final BlockingQueue<DynamoDbAnswer<T>> answers = new LinkedBlockingQueue<>();
    private final IdentityHashMap<Item<T>, DynamoDbException> refusals = new IdentityHashMap<>();
    private int underWay;
    private int taken;

    DynamoDbChunk(
            DynamoDbBatchCall<T> call, DynamoDbKeyCheck<T> keyCheck, DynamoDbSettings settings, WriteContext context) {
        this.call = call;
        this.keyCheck = keyCheck;
        this.settings = settings;
        this.context = context;
    }

    /// Returns how many records DynamoDB has taken.
    int write(List<Item<T>> items) throws InterruptedException {
        var puts = lastOfEachKey(items);
        if (!puts.isEmpty()) {
            keyCheck.verify(puts.getFirst());
        }
        addBatches(puts);
        try {
            while (!open.isEmpty() || underWay > 0) {
                startBatches();
                judge(nextAnswer());
            }
        } finally {
            awaitUnderWay();
        }
        items.forEach(this::rejectIfRefused);
        return taken;
    }

    /// Over the whole chunk, because its batches overtake each other (and a batch may not hold a key twice).
    private List<DynamoDbPut<T>> lastOfEachKey(List<Item<T>> items) {
        var puts = LinkedHashMap.<List<Object>, DynamoDbPut<T>>newLinkedHashMap(items.size());
        for (var item : items) {
            var put = DynamoDbPut.of(item, call.table());
            puts.merge(put.key(), put, (earlier, later) -> later.replacing(earlier));
        }
        return new ArrayList<>(puts.values());
    }

    private void addBatches(List<DynamoDbPut<T>> puts) {
        for (var from = 0; from < puts.size(); from += DynamoDbBatch.SIZE) {
            open.add(DynamoDbBatch.of(puts.subList(from, Math.min(from + DynamoDbBatch.SIZE, puts.size()))));
        }
    }

    private void startBatches() {
        while (underWay < settings.batchesInFlight() && !open.isEmpty() && open.element().nanosToWait() <= 0) {
            context.ensureHeld();
            var batch = open.remove();
            underWay++;
            if (underWay == 1 && open.isEmpty()) {
                // One alone needs no thread: the caller would only wait for it.
                answers.add(call.put(batch));
            } else {
                Thread.ofVirtual().name("dynamodb-batch").start(() -> answers.add(call.put(batch)));
            }
        }
    }

    /// The next answer, or null when a waiting batch's time came first.
    private @Nullable DynamoDbAnswer<T> nextAnswer() throws InterruptedException {
        var answer =
                open.isEmpty() || underWay == settings.batchesInFlight()
                        ? answers.take()
                        : answers.poll(open.element().nanosToWait(), TimeUnit.NANOSECONDS);
        if (answer != null) {
            underWay--;
        }
        return answer;
    }

    private void judge(@Nullable DynamoDbAnswer<T> answer) {
        switch (answer) {
            case null -> {}
            case DynamoDbAnswer.Taken(var batch, var leftOver) -> {
                taken += records(batch.puts()) - records(leftOver);
                sendLeftOver(batch, leftOver);
            }
            case DynamoDbAnswer.Refused(var batch, var reason) -> isolate(batch, reason);
            case DynamoDbAnswer.Unavailable(var batch, var cause) -> sendAgain(batch.puts(), batch.level() + 1, cause);
            case DynamoDbAnswer.Failed(var batch, var cause) ->
                    throw new IllegalStateException(
                            "DynamoDB did not take %d items for table %s: %s"
                                    .formatted(batch.puts().size(), call.table().name(), cause.getMessage()),
                            cause);
        }
    }

    private static int records(List<? extends DynamoDbPut<?>> puts) {
        return puts.stream().mapToInt(DynamoDbPut::records).sum();
    }

    private void sendLeftOver(DynamoDbBatch<T> batch, List<DynamoDbPut<T>> leftOver) {
        if (!leftOver.isEmpty()) {
            var progress = leftOver.size() < batch.puts().size();
            sendAgain(leftOver, progress ? Math.max(0, batch.level() - 1) : batch.level() + 1, null);
        }
    }

    private void sendAgain(List<DynamoDbPut<T>> puts, int level, @Nullable RuntimeException cause) {
        if (level >= settings.attempts()) {
            var reason =
                    cause == null ? "it returned them as unprocessed, as it does when throttled" : cause.getMessage();
            throw RetryableException.create(
                    "DynamoDB took none of %d items for table %s in %d attempts: %s"
                            .formatted(puts.size(), call.table().name(), settings.attempts(), reason),
                    cause);
        }
        open.add(new DynamoDbBatch<>(puts, level, System.nanoTime() + jitter(level)));
    }

    /// Full jitter: anything up to the bound, so that batches throttled together do not come back together.
    private long jitter(int level) {
        var doublings = Math.clamp(level - 1L, 0, 30);
        var doubled = settings.delay().multipliedBy(1L << doublings);
        var bound = doubled.compareTo(settings.maxDelay()) < 0 ? doubled : settings.maxDelay();
        return ThreadLocalRandom.current().nextLong(bound.toNanos() + 1);
    }

    private void isolate(DynamoDbBatch<T> batch, DynamoDbException reason) {
        if (batch.puts().size() > 1) {
            open.add(batch.firstHalf());
            open.add(batch.secondHalf());
            return;
        }
        var put = batch.puts().getFirst();
        refusals.put(put.item(), reason);
        if (put.replaced() != null) {
            open.add(DynamoDbBatch.of(List.of(put.replaced())));
        }
    }

    private void rejectIfRefused(Item<T> item) {
        var refusal = refusals.get(item);
        if (refusal != null) {
            context.reject(item, RejectCode.REFUSED_BY_STORE, refusal.awsErrorDetails().errorMessage());
        }
    }

    /// After a failure too: a late write of a chunk that was given up could overtake its repetition.
    private void awaitUnderWay() {
        var interrupted = false;
        while (underWay > 0) {
            try {
                answers.take();
                underWay--;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
