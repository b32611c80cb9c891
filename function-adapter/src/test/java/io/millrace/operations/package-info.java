@NullMarked
package io.millrace.operations;

import org.jspecify.annotations.NullMarked;
