/// The application as a whole; everything else is in a package below, found by scanning from here.
@NullMarked
package io.millrace;

import org.jspecify.annotations.NullMarked;
