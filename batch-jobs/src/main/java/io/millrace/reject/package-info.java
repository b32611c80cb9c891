/// Records that could not be processed: what they are, where they stand, why they were refused.
@NullMarked
package io.millrace.reject;

import org.jspecify.annotations.NullMarked;
