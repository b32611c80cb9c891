/// The local cloud: emulators of the AWS services that the tests and the local start share.
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
