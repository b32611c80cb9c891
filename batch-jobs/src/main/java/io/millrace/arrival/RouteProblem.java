package io.millrace.arrival;

/// One mistake in the settings of the routes.
///
/// @param property where, such as `millrace.routes[0].job`
/// @param what what is wrong
/// @param remedy what to do
record RouteProblem(String property, String what, String remedy) {

    @Override
    public String toString() {
        return "%s: %s. %s.".formatted(property, what, remedy);
    }
}
