/// What leaves Millrace as a file that people open.
@NullMarked
package io.millrace.export;

import org.jspecify.annotations.NullMarked;
