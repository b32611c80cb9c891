/// Whether the services that the application depends on answer it.
@NullMarked
package io.millrace.operations.health;

import org.jspecify.annotations.NullMarked;
