package io.millrace.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Writes HTML pages: one file each, without script, without anything from elsewhere, and the same bytes for the same
/// model. Everything that the model says arrives as text, whatever it contains.
final class Pages {

    private static final Mustache.Compiler MUSTACHE =
            Mustache.compiler().withEscaper(text -> Escapers.HTML.escape(VisibleText.of(text)));
    private static final Template REPORT = MUSTACHE.compile(Style.resource("report.mustache"));
    private static final Template INDEX = MUSTACHE.compile(Style.resource("index.mustache"));
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Pages() {}

    /// The page of one report.
    static String report(Report report) {
        var sections = IntStream.range(0, report.sections().size()).mapToObj(at -> SectionView.of(report, at)).toList();
        return REPORT.execute(new ReportView(Style.SHEET, report, sections));
    }

    /// The page that lists reports, in the order given.
    static String index(List<Entry> entries) {
        return INDEX.execute(new IndexView(Style.SHEET, entries.stream().map(EntryView::of).toList()));
    }

    record ReportView(Style style, Report report, List<SectionView> sections) {}

    record IndexView(Style style, List<EntryView> entries) {}

    record EntryView(Entry entry, Instant at, String made) {

        static EntryView of(Entry entry) {
            return new EntryView(entry, entry.made(), MINUTE.format(entry.made()));
        }
    }

    /// @param listed whether the table is what the section shows, not only what a chart was drawn from
    record SectionView(
            String id, Section section, @Nullable ChartView chart, boolean noData, boolean listed, TableView table) {

        static SectionView of(Report report, int at) {
            var id = "s" + (at + 1);
            var section = report.sections().get(at);
            var figure = section.figure();
            return new SectionView(
                    id,
                    section,
                    figure == null || figure.isEmpty() ? null : ChartView.of(section, figure, id),
                    figure == null ? section.table().rows().isEmpty() : figure.isEmpty(),
                    figure == null,
                    TableView.of(report, section, at));
        }
    }

    record ChartView(String wide, String narrow) {

        static ChartView of(Section section, Figure figure, String id) {
            return new ChartView(
                    Charts.svg(section, figure, Canvas.WIDE, id + "w"),
                    Charts.svg(section, figure, Canvas.NARROW, id + "n"));
        }
    }
}
