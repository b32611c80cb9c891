package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.Table.Column;

import org.junit.jupiter.api.Test;

import java.util.List;

class CsvLinkTest {

    @Test
    void writesNumbersForProgramsAndTextThatIsNoFormula() {
        var table =
                new Table(
                        "Sites",
                        List.of(Column.text("=Site"), Column.number("Net (kWh)")),
                        List.of(
                                List.of("=1+1", "-1,234.5"),
                                List.of("a, \"b\"", "0"),
                                List.of("-5", "–"),
                                List.of("x", "=cmd()")));

        assertThat(CsvLink.csv(table))
                .isEqualTo("'=Site,Net (kWh)\r\n'=1+1,-1234.5\r\n\"a, \"\"b\"\"\",0\r\n'-5,–\r\nx,'=cmd()\r\n");
    }
}
