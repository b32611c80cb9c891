/// The Lambda functions: they decode the event, call, and report what failed.
@NullMarked
package io.millrace.lambda;

import org.jspecify.annotations.NullMarked;
