package io.millrace.energy;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import java.time.Duration;

/// Settings of the simulated feed, prefix `millrace.energy.feed`.
///
/// @param sites number of sites
/// @param readingsPerFile readings in a file, but for the files of a single one
/// @param negativeShare share of quantities that are negative, from 0 to 1
/// @param seed the same seed makes the same files
/// @param interval time from one file to the next
@ConfigurationProperties("millrace.energy.feed")
public record EnergyFeedSettings(
        @DefaultValue("10") int sites,
        @DefaultValue("10") int readingsPerFile,
        @DefaultValue("0.2") double negativeShare,
        @DefaultValue("1") long seed,
        @DefaultValue("5m") Duration interval) {

    public EnergyFeedSettings {
        Assert.isTrue(sites > 0, () -> "millrace.energy.feed.sites must be at least 1, is " + sites);
        Assert.isTrue(
                readingsPerFile > 0,
                () -> "millrace.energy.feed.readings-per-file must be at least 1, is " + readingsPerFile);
        Assert.isTrue(
                negativeShare >= 0 && negativeShare <= 1,
                () -> "millrace.energy.feed.negative-share must be from 0 to 1, is " + negativeShare);
        Assert.isTrue(
                interval.toMillis() > 0, () -> "millrace.energy.feed.interval must be at least 1ms, is " + interval);
    }
}
