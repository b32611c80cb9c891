package io.millrace.report;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;

/// Settings of reports, prefix `millrace.report`.
///
/// @param zone in which the days of a period begin
/// @param expectedInterval how often a site is expected to send a reading, in whole seconds; without it each site's own
///   is found out from its readings
/// @param retention how long a report is kept after it was made
/// @param afterRun kinds of reports that a run of their data's job has made when it completes: `commerce`, or none
/// @param baseUrl where people reach the API, such as `https://millrace.example.org`, for links in notifications;
///   without it they have no host
@ConfigurationProperties("millrace.report")
public record ReportSettings(
        @DefaultValue("UTC") ZoneId zone,
        @Nullable Duration expectedInterval,
        @DefaultValue("90d") Duration retention,
        @DefaultValue Set<ReportKind> afterRun,
        @Nullable URI baseUrl) {

    public ReportSettings {
        afterRun = Set.copyOf(afterRun);
        Assert.isTrue(
                expectedInterval == null || (expectedInterval.toSeconds() > 0 && expectedInterval.toNanosPart() == 0),
                () ->
                        "millrace.report.expected-interval must be whole seconds and at least 1s, is "
                                + expectedInterval);
        Assert.isTrue(retention.isPositive(), () -> "millrace.report.retention must be positive, is " + retention);
        Assert.isTrue(
                Set.of(ReportKind.COMMERCE).containsAll(afterRun), "millrace.report.after-run can have commerce only");
        Assert.isTrue(
                baseUrl == null || baseUrl.getHost() != null,
                () -> "millrace.report.base-url must be a URL with a host, is " + baseUrl);
    }
}
