/// A file has arrived: what the queue's message says, the identity of the object version, the route to a job.
///
/// Start reading at [io.millrace.arrival.Deliveries], which turns a message's text into a
/// [io.millrace.arrival.Delivery], and at [io.millrace.arrival.Routes], which says what job takes it. This package
/// depends on nothing else of ours.
@NullMarked
package io.millrace.arrival;

import org.jspecify.annotations.NullMarked;
