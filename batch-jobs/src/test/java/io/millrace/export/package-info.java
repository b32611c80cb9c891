@NullMarked
package io.millrace.export;

import org.jspecify.annotations.NullMarked;
