package io.millrace.commerce;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// Settings of the commerce pipeline, prefix `millrace.commerce`.
///
/// @param bestProductBy what makes a product the best one
/// @param chunkSize rows of a file that are loaded and committed at once
@ConfigurationProperties("millrace.commerce")
public record CommerceSettings(
        @DefaultValue("points") BestProductBy bestProductBy, @DefaultValue("20000") int chunkSize) {

    public CommerceSettings {
        Assert.isTrue(chunkSize > 0, "millrace.commerce.chunk-size must be at least 1, is " + chunkSize);
    }
}
