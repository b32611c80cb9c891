/// Work that must still happen: rows with a time, claimed in bulk, each handled on its own.
@NullMarked
package io.millrace.due;

import org.jspecify.annotations.NullMarked;
