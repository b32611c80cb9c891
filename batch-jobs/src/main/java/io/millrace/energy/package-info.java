/// The energy pipeline: readings of generation and consumption per site, their net energy and anomalies in DynamoDB.
@NullMarked
package io.millrace.energy;

import org.jspecify.annotations.NullMarked;
