package io.millrace.arrival;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Shows mistakes in the routes as Spring Boot shows its own: no stack trace, what is wrong, what to do.
class InvalidRoutesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRoutesException> {

    private static final String ACTION =
            "Correct these settings and start again. docs/routes-and-arrivals.md describes them all.";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidRoutesException cause) {
        return new FailureAnalysis(cause.getMessage(), ACTION, cause);
    }
}
