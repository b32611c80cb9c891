/// Spring Batch's metadata, as a view of the run store.
@NullMarked
package io.millrace.batch;

import org.jspecify.annotations.NullMarked;
