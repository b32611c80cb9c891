/// The local cloud: emulators of the AWS services, and the application started against them.
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
