package io.millrace.bench;

import java.util.List;

/// One question of the benchmark, with the measuring that answers it.
interface Row {

    /// Measures. Everything that a ratio compares is measured here and now, side by side.
    List<Result> measure(Ground ground) throws Exception;
}
