package io.millrace.operations.energy;

import io.millrace.energy.ProcessedReading;
import io.millrace.energy.Readings;
import io.millrace.io.Page;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// All readings of a list, fetched while they are written, so that their number costs no memory; the first page at
/// once, so that what fails at once can still be told.
final class AllReadings implements Iterator<ReadingView> {

    private final Pages pages;
    private Page<ProcessedReading> page;
    private Iterator<ProcessedReading> items;

    AllReadings(Pages pages) {
        this.pages = pages;
        this.page = pages.page(Readings.LONGEST_PAGE, null);
        this.items = page.items().iterator();
    }

    /// A list, page by page.
    interface Pages {
        Page<ProcessedReading> page(int limit, @Nullable String cursor);
    }

    @Override
    public boolean hasNext() {
        while (!items.hasNext() && page.next() != null) {
            page = pages.page(Readings.LONGEST_PAGE, page.next());
            items = page.items().iterator();
        }
        return items.hasNext();
    }

    @Override
    public ReadingView next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ReadingView.of(items.next());
    }
}
