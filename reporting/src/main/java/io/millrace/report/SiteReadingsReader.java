package io.millrace.report;

import io.millrace.energy.ProcessedReading;
import io.millrace.energy.Readings;
import io.millrace.energy.TimeRange;
import io.millrace.io.Item;
import io.millrace.io.Position;
import io.millrace.io.RecordReader;
import io.millrace.reject.Place;
import io.millrace.reject.RawRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/// Reads a period's readings site by site, those of a site by time, in DynamoDB's pages. Of a site without any it says
/// so once.
///
/// Its position names the site and, as offset, how many nanoseconds of the period are done at this site: a reader that
/// goes on there is not confused by readings that have come meanwhile.
final class SiteReadingsReader implements RecordReader<SiteReading> {

    private static final String AT = "site ";
    private static final byte[] NO_TEXT = {};

    private final Readings readings;
    private final List<String> chosen;
    private final Instant from;
    private final Instant to;

    private Position position = Position.START;
    private @Nullable String site;
    private Iterator<ProcessedReading> page = Collections.emptyIterator();

    /// Leads to the next page of the site in the range that begins there; null on the last.
    private @Nullable String next;

    private Instant rangeStart = Instant.EPOCH;
    private boolean fresh;

    /// @param chosen the sites to read, in order; none for all
    SiteReadingsReader(Readings readings, List<String> chosen, Instant from, Instant to) {
        this.readings = readings;
        this.chosen = chosen;
        this.from = from;
        this.to = to;
    }

    @Override
    public void open(Position start) {
        position = start;
        if (start.format().isEmpty()) {
            begin(siteAfter(null), from, true);
        } else {
            begin(start.format().substring(AT.length()), from.plusNanos(start.offset()), false);
        }
    }

    private void begin(@Nullable String name, Instant since, boolean isFresh) {
        site = name;
        fresh = isFresh;
        page = Collections.emptyIterator();
        next = null;
        if (name != null && since.isBefore(to)) {
            turn(name, since, null);
        }
    }

    private void turn(String name, Instant since, @Nullable String cursor) {
        var found = readings.ofSite(name, new TimeRange(since, to), Readings.LONGEST_PAGE, cursor);
        page = found.items().iterator();
        next = found.next();
        rangeStart = since;
    }

    @Override
    public @Nullable Item<SiteReading> read() {
        while (site != null) {
            if (page.hasNext()) {
                var isNew = fresh && isNew(site);
                fresh = false;
                var reading = page.next();
                return item(site, reading, isNew, from.until(reading.at(), ChronoUnit.NANOS) + 1);
            }
            if (next != null) {
                turn(site, rangeStart, next);
            } else if (fresh) {
                fresh = false;
                return item(site, null, false, from.until(to, ChronoUnit.NANOS));
            } else {
                begin(siteAfter(site), from, true);
            }
        }
        return null;
    }

    private boolean isNew(String name) {
        return readings.ofSite(name, new TimeRange(null, from), 1, null).items().isEmpty();
    }

    private Item<SiteReading> item(String name, @Nullable ProcessedReading reading, boolean isNew, long done) {
        position = new Position(AT + name, done, position.records() + 1);
        return new Item<>(
                new RawRecord(new Place(position.records(), done), NO_TEXT, 0), new SiteReading(name, reading, isNew));
    }

    private @Nullable String siteAfter(@Nullable String name) {
        if (chosen.isEmpty()) {
            return readings.siteAfter(name);
        }
        var place = name == null ? 0 : chosen.indexOf(name) + 1;
        return place < chosen.size() ? chosen.get(place) : null;
    }

    @Override
    public Position position() {
        return position;
    }

    /// How many readings there are is not known before they are read.
    @Override
    public long bytesDone() {
        return 0;
    }

    @Override
    public long bytesTotal() {
        return 0;
    }

    @Override
    public void close() {
        page = Collections.emptyIterator();
    }
}
