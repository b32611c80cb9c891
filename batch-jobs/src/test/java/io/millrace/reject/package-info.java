@NullMarked
package io.millrace.reject;

import org.jspecify.annotations.NullMarked;
