/// Notifications: kept with the run that raised them, sent after it, never able to fail it.
@NullMarked
package io.millrace.notify;

import org.jspecify.annotations.NullMarked;
