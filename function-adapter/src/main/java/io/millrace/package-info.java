/// The application: Millrace deployed as AWS Lambda functions.
@NullMarked
package io.millrace;

import org.jspecify.annotations.NullMarked;
