package io.millrace.energy;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// Settings of the energy pipeline, prefix `millrace.energy`.
///
/// @param table the DynamoDB table of the readings
@ConfigurationProperties("millrace.energy")
public record EnergySettings(@DefaultValue("millrace-energy-readings") String table) {

    public EnergySettings {
        Assert.hasText(table, "millrace.energy.table must name a table");
    }
}
