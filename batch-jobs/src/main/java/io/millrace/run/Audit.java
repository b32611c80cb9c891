package io.millrace.run;

import io.millrace.run.RunStore.StepAccount;

import java.util.List;
import java.util.stream.Collectors;

/// The reconciliation at the end of a run: every record that was read was written, filtered or rejected; every reject
/// is there; and every step read its input to the end. The figures come from different hands: the reader numbers what
/// it frames, the step counts what it writes and filters, the store counts the rejects that it keeps.
record Audit(List<StepAccount> accounts) {

    Totals totals() {
        return accounts.stream().map(step -> step.checkpoint().totals()).reduce(Totals.NONE, Totals::plus);
    }

    /// Throws if a record is not accounted for, or if more were rejected than the budget allows.
    void verify(ErrorBudgetCheck budget) {
        String faults =
                accounts.stream()
                        .filter(account -> !account.balanced())
                        .map(StepAccount::toString)
                        .collect(Collectors.joining("; "));
        if (!faults.isEmpty()) {
            throw new RunFailedException(
                    RunFault.IMBALANCE,
                    "Not every record is accounted for: %s. This is a fault of the engine or of a pipeline's writer; the file is still in the bucket, report it with the run's log"
                            .formatted(faults));
        }
        budget.check(totals(), true);
    }
}
