@NullMarked
package io.millrace.operations.energy;

import org.jspecify.annotations.NullMarked;
