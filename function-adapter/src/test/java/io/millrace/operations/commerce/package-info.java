@NullMarked
package io.millrace.operations.commerce;

import org.jspecify.annotations.NullMarked;
