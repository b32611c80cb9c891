/// The AWS clients of the application and the names of what it uses there.
@NullMarked
package io.millrace.aws;

import org.jspecify.annotations.NullMarked;
