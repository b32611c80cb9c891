@NullMarked
package io.millrace.operations.report;

import org.jspecify.annotations.NullMarked;
