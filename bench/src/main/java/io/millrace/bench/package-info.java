/// How fast the engine is, as ratios that one run measures on both sides. Not shipped, and not in the default build.
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
