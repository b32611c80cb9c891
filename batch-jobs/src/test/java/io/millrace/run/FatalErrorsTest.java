package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// A part of a step that runs out of memory or of stack fails its hop: nobody waits for it, and the run goes on with
/// the next delivery.
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class FatalErrorsTest extends CustomJobTest {

    /// What a part of a step throws.
    enum Fatal {
        OUT_OF_MEMORY {
            @Override
            void hit() {
                throw new IllegalStateException("No heap has room for " + new long[Integer.MAX_VALUE][].length);
            }
        },

        STACK_OVERFLOW {
            @Override
            void hit() {
                throw new StackOverflowError("The test says so");
            }
        };

        abstract void hit();
    }

    enum Part {
        READER,
        PROCESSOR,
        WRITER
    }

    private volatile LongConsumer onProcess = record -> {};

    static Stream<Arguments> cases() {
        return Stream.of(1, 2)
                .flatMap(
                        lanes ->
                                Stream.of(Part.values())
                                        .flatMap(
                                                part ->
                                                        Stream.of(Fatal.values())
                                                                .map(fatal -> Arguments.of(lanes, part, fatal))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anErrorInAPartFailsTheHopAndTheRunGoesOnAfterwards(int lanes, Part part, Fatal fatal) {
        behaveInLanes(lanes);
        processing();
        LongConsumer hit =
                record -> {
                    if (record == 23) {
                        fatal.hit();
                    }
                };
        switch (part) {
            case READER -> ScriptedJob.onRead = hit;
            case PROCESSOR -> onProcess = hit;
            case WRITER -> beforeWrite = hit;
        }

        assertThat(deliver(95)).isInstanceOf(Outcome.Failed.class);

        assertThat(run())
                .returns(RunState.FAILED, Run::state)
                .returns(null, Run::leaseUntil)
                .satisfies(run -> assertThat(run.dueAt()).isNotNull());
        assertThat(totals().read()).isLessThanOrEqualTo(20);
        assertDone(totals().read());
        ScriptedJob.behave();
        onProcess = record -> {};
        beforeWrite = record -> {};
        assertThat(deliver(95)).isInstanceOf(Outcome.Completed.class);
        assertExact(95);
    }

    private void processing() {
        var made = CustomJob.parts;
        CustomJob.parts =
                run -> {
                    StepParts<Long, Long> parts = made.apply(run);
                    return new StepParts<>(
                            parts.reader(),
                            item -> {
                                onProcess.accept(item.value());
                                return parts.processor().process(item);
                            },
                            parts.writer(),
                            parts.state(),
                            parts.chunkSize(),
                            parts.lanes(),
                            parts.mayIgnore());
                };
    }
}
