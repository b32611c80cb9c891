/// The readings of the energy pipeline over REST, in our style and in that of the service that it replaces.
@NullMarked
package io.millrace.operations.energy;

import org.jspecify.annotations.NullMarked;
