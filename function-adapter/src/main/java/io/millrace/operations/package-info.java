/// The REST API, the status page, and what else people and programs run Millrace with. Nothing here runs a job: what
/// acts on runs is written down or sent to the queue, and the engine does it.
@NullMarked
package io.millrace.operations;

import org.jspecify.annotations.NullMarked;
