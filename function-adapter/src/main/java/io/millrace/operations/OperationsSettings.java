package io.millrace.operations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import java.util.List;

/// Settings of the API, prefix `millrace.operations`.
///
/// @param allowedHosts the host names by which requests may call this server, without ports; `*` for any. Whoever makes
///   the server reachable by another name adds it: a name that is not listed may be one that a foreign page made up to
///   reach a server on its reader's machine
/// @param maxBody the longest body of a request that is read
@ConfigurationProperties("millrace.operations")
record OperationsSettings(
        @DefaultValue({"localhost", "127.0.0.1", "::1"}) List<String> allowedHosts,
        @DefaultValue("16MB") DataSize maxBody) {

    OperationsSettings {
        Assert.isTrue(!allowedHosts.isEmpty(), "millrace.operations.allowed-hosts must have a host name, or * for any");
        Assert.isTrue(maxBody.toBytes() > 0, () -> "millrace.operations.max-body must be positive, is " + maxBody);
    }
}
