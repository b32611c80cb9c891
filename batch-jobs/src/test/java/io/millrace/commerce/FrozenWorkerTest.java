package io.millrace.commerce;

import io.millrace.crash.CrashProcess;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.TimeUnit;

/// The process of a worker is stopped, as Lambda freezes a function that has overrun, and goes on much later.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FrozenWorkerTest extends LostWorkerContract {

    @ParameterizedTest
    @EnumSource
    void aFrozenWorkerCostsOnlyItself(Point point) throws Exception {
        aLostWorkerCostsOnlyItself(point);
    }

    @Override
    void lose(CrashProcess worker) throws Exception {
        worker.signal("STOP");
    }

    @Override
    void bringBack(CrashProcess worker) throws Exception {
        worker.signal("CONT");
    }
}
