/// The commerce pipeline's part of the API.
@NullMarked
package io.millrace.operations.commerce;

import org.jspecify.annotations.NullMarked;
