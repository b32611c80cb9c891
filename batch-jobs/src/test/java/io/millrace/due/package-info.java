@NullMarked
package io.millrace.due;

import org.jspecify.annotations.NullMarked;
