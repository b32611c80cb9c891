package io.millrace.operations.energy;

import io.millrace.energy.ProcessedReading;
import io.millrace.energy.Readings;
import io.millrace.io.Page;
import io.millrace.operations.ApiCode;
import io.millrace.operations.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;

/// All readings of a list as one JSON array: as a whole or not at all, because a client that knows nothing of pages
/// would take a part for all.
final class AllReadings {

    /// Lambda answers with 6 MB at most, and they may have to be written in Base64, which makes them a third longer.
    static final DataSize LONGEST = DataSize.ofMegabytes(4);

    private final JsonMapper json;
    private final DataSize longest;

    AllReadings(JsonMapper json, DataSize longest) {
        this.json = json;
        this.longest = longest;
    }

    /// A list, page by page.
    interface Pages {
        Page<ProcessedReading> page(int limit, @Nullable String cursor);
    }

    /// The array in UTF-8.
    byte[] array(Pages pages) {
        var array = new ByteArrayOutputStream();
        try (var out = json.writer().writeValuesAsArray(array)) {
            @Nullable String cursor = null;
            do {
                var page = pages.page(Readings.LONGEST_PAGE, cursor);
                page.items().forEach(reading -> out.write(ReadingView.of(reading)));
                out.flush();
                checkLength(array.size());
                cursor = page.next();
            } while (cursor != null);
        }
        return array.toByteArray();
    }

    private void checkLength(int bytes) {
        if (bytes > longest.toBytes()) {
            throw ApiException.of(
                            ApiCode.ANSWER_TOO_LARGE,
                            "The readings are more than the %,d bytes that an answer may have. Ask for them in pages, with limit=1000 and then with the cursor that each page names in next; or for those of a site or of a shorter time."
                                    .formatted(longest.toBytes()))
                    .with(ApiException.PARAMETER, "limit");
        }
    }
}
