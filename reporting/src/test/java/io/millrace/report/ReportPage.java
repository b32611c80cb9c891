package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A published report as its reader finds it.
record ReportPage(Document document) {

    static ReportPage of(byte[] html) {
        return new ReportPage(Jsoup.parse(new String(html, StandardCharsets.UTF_8)));
    }

    String text() {
        return document.text();
    }

    /// The cells of a row.
    ///
    /// @param caption what the caption of its table contains
    /// @param name the first cell
    List<String> row(String caption, String name) {
        var rows = rows(caption).stream().filter(cells -> cells.getFirst().equals(name)).toList();
        assertThat(rows).as("rows of " + name + " in " + caption).isNotEmpty();
        return rows.getFirst();
    }

    List<String> column(String caption, int column) {
        return rows(caption).stream().map(cells -> cells.get(column)).toList();
    }

    List<String> headings(String caption) {
        return table(caption).select("thead th").eachText();
    }

    List<List<String>> rows(String caption) {
        return table(caption).select("tbody tr").stream().map(ReportPage::cells).toList();
    }

    private Element table(String caption) {
        var tables =
                document.select("table").stream()
                        .filter(table -> table.select("caption").text().contains(caption))
                        .toList();
        assertThat(tables).as("tables of " + caption).hasSize(1);
        return tables.getFirst();
    }

    private static List<String> cells(Element row) {
        return row.children().stream().map(Element::text).toList();
    }
}
