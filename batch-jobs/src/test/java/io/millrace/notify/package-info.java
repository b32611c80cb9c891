@NullMarked
package io.millrace.notify;

import org.jspecify.annotations.NullMarked;
