/// Rules that hold for the whole module.
@NullMarked
package io.millrace;

import org.jspecify.annotations.NullMarked;
