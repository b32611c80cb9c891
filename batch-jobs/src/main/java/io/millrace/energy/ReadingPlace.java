package io.millrace.energy;

import org.springframework.util.Assert;

/// Where a page of readings ended: a key that the table can have, but need not have any longer.
///
/// @param timestamp the sort key
record ReadingPlace(String site, String timestamp) {

    private static final int WIDTH = SortKeys.of(SortKeys.LAST).length();

    ReadingPlace {
        Assert.isTrue(SiteId.faultOf(site) == null, "no site is called so");
        // Throws if it is no instant.
        Assert.isTrue(SortKeys.of(SortKeys.at(timestamp)).equals(timestamp), "a sort key is written in another way");
        Assert.isTrue(timestamp.length() == WIDTH, "no sort key is so far off");
    }

    /// Whether it is one of a site's between two sort keys, both included. DynamoDB refuses to begin elsewhere.
    boolean isOf(String aSite, String first, String last) {
        return site.equals(aSite) && timestamp.compareTo(first) >= 0 && timestamp.compareTo(last) <= 0;
    }
}
