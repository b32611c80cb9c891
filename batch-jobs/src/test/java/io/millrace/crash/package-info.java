/// Workers in processes of their own, to be killed.
@NullMarked
package io.millrace.crash;

import org.jspecify.annotations.NullMarked;
