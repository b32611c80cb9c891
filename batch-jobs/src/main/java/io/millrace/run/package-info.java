/// One run of a job: start, continue, restart, stop, recover; the lease that makes at-least-once delivery one run, the
/// checkpoint that makes a crash harmless, and the deadline that a run never dies of.
@NullMarked
package io.millrace.run;

import org.jspecify.annotations.NullMarked;
