package io.millrace.arrival;

import java.util.List;
import java.util.stream.Collectors;

/// The routes in the settings are wrong: the application must not start, because files would be lost on it.
class InvalidRoutesException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidRoutesException(List<RouteProblem> problems) {
        super(
                problems.stream()
                        .map(problem -> System.lineSeparator() + "  - " + problem)
                        .collect(Collectors.joining("", headline(problems.size()), "")));
    }

    private static String headline(int problems) {
        return problems == 1
                ? "The routes have a mistake in their settings:"
                : "The routes have %d mistakes in their settings:".formatted(problems);
    }
}
