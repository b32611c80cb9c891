/// Tests of reading and writing.
@NullMarked
package io.millrace.io;

import org.jspecify.annotations.NullMarked;
