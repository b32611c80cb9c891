@NullMarked
package io.millrace.energy;

import org.jspecify.annotations.NullMarked;
