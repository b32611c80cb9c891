package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.arrival.Delivery.Continue;
import io.millrace.arrival.Delivery.Redrive;

import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final RunId RUN = new RunId("0123456789abcdef0123456789abcdef");

    private final Deliveries deliveries = new Deliveries();

    @Test
    void writesAndReadsContinue() {
        assertIsWritten(
                new Continue(RUN),
                """
                {"millrace":"continue","run":"0123456789abcdef0123456789abcdef"}\
                """);
    }

    @Test
    void writesAndReadsRedrive() {
        assertIsWritten(
                new Redrive(RUN, "R-1_a"),
                """
                {"millrace":"redrive","run":"0123456789abcdef0123456789abcdef","redrive":"R-1_a"}\
                """);
    }

    @Test
    void toleratesFieldsOfLaterVersions() {
        assertThat(
                        deliveries.parse(
                                """
                                {"millrace":"continue","run":"0123456789abcdef0123456789abcdef","hop":7,"Records":[]}\
                                """))
                .isEqualTo(new Continue(RUN));
    }

    @Test
    void refusesWhatItCouldNotRead() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Redrive(RUN, "a/b"));
    }

    private void assertIsWritten(Delivery command, String json) {
        assertThat(deliveries.write(command)).isEqualTo(json);
        assertThat(deliveries.parse(json)).isEqualTo(command);
    }
}
