/// Reports: from a finished model to one HTML file with charts.
@NullMarked
package io.millrace.report;

import org.jspecify.annotations.NullMarked;
