/// Tests of arrivals and routes.
@NullMarked
package io.millrace.arrival;

import org.jspecify.annotations.NullMarked;
