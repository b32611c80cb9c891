/// Spring Batch's metadata, kept in the run store: a job instance is a run, a job execution is a hop.
@NullMarked
package io.millrace.batch;

import org.jspecify.annotations.NullMarked;
