/// The commerce pipeline: orders, reviews and shipments of a business date in PostgreSQL, and what follows from them.
@NullMarked
package io.millrace.commerce;

import org.jspecify.annotations.NullMarked;
