package io.millrace.run;

import io.millrace.arrival.ErrorBudget;

/// Holds a run to its route's error budget.
record ErrorBudgetCheck(String route, ErrorBudget budget) {

    /// Throws if the rejects so far are more than the route allows.
    void check(Totals totals, boolean atEnd) {
        if (budget.exceeded(totals.read(), totals.rejected(), atEnd)) {
            throw new RunFailedException(
                    RunFault.ERROR_BUDGET_EXCEEDED,
                    "%d of %d records were rejected, more than route '%s' allows (%s). They are kept as rejects, and what was written stays; correct the file and drop it again, or raise the route's error-budget and restart the run"
                            .formatted(totals.rejected(), totals.read(), route, budget));
        }
    }
}
