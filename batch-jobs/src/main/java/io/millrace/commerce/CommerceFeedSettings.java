package io.millrace.commerce;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// Settings of the simulated sets, prefix `millrace.commerce.feed`.
///
/// @param orders good orders in a set; there is a shipment for each, and a review for every second one
/// @param seed the same seed makes the same files
/// @param lateShare share of shipments that are late, from 0 to 1
/// @param undeliveredShare share of shipments that are undelivered, from 0 to 1
/// @param dirtyShare share of rows that are followed by one that cannot be loaded, from 0 to 1
@ConfigurationProperties("millrace.commerce.feed")
public record CommerceFeedSettings(
        @DefaultValue("2000") long orders,
        @DefaultValue("1") long seed,
        @DefaultValue("0.05") double lateShare,
        @DefaultValue("0.03") double undeliveredShare,
        @DefaultValue("0") double dirtyShare) {

    /// More orders have no number of eight digits.
    private static final long MOST_ORDERS = 99_999_999;

    public CommerceFeedSettings {
        Assert.isTrue(
                orders >= 0 && orders <= MOST_ORDERS,
                () -> "millrace.commerce.feed.orders must be from 0 to %d, is %d".formatted(MOST_ORDERS, orders));
        checkShare("late-share", lateShare);
        checkShare("undelivered-share", undeliveredShare);
        checkShare("dirty-share", dirtyShare);
        Assert.isTrue(
                lateShare + undeliveredShare <= 1,
                () ->
                        "millrace.commerce.feed.late-share and undelivered-share must not be more than 1 together, are %s and %s"
                                .formatted(lateShare, undeliveredShare));
    }

    private static void checkShare(String name, double share) {
        Assert.isTrue(
                share >= 0 && share <= 1,
                () -> "millrace.commerce.feed.%s must be from 0 to 1, is %s".formatted(name, share));
    }
}
