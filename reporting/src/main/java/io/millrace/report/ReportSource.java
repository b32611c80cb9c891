package io.millrace.report;

import io.millrace.run.Run;
import io.millrace.run.StepParts;

/// Where the figures of one kind of report come from, and what report they make.
interface ReportSource {

    ReportKind kind();

    /// The parts of the step that gathers the figures; its state is what they are.
    StepParts<?, ?> gather(Run run, ReportRequest request);

    /// The report.
    ///
    /// @param gathered the state of the step that gathered them
    Report report(Run run, ReportRequest request, String gathered);
}
