@NullMarked
package io.millrace.commerce;

import org.jspecify.annotations.NullMarked;
