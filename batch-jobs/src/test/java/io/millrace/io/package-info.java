@NullMarked
package io.millrace.io;

import org.jspecify.annotations.NullMarked;
