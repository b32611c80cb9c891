package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class InvalidRoutesStartTest {

    @Test
    void theConsoleSaysWhatWhereAndWhatToDo(CapturedOutput output) {
        var failure =
                catchThrowable(
                        () ->
                                new SpringApplicationBuilder(ArrivalConfiguration.class)
                                        .web(WebApplicationType.NONE)
                                        .run(
                                                "--millrace.routes[0].name=energy",
                                                "--millrace.routes[0].bucket=landing",
                                                "--millrace.routes[0].key=energy/*",
                                                "--millrace.routes[0].job=enrgy"));

        assertThat(failure).hasRootCauseInstanceOf(InvalidRoutesException.class);
        assertThat(output.getOut().replace("\r", ""))
                .contains(
                        """
                        Description:

                        The routes have a mistake in their settings:
                          - millrace.routes[0].job: 'enrgy' is not a job of this application. It has no jobs at \
                        all: add the module that defines them.

                        Action:

                        Correct these settings and start again. docs/routes-and-arrivals.md describes them all.
                        """)
                .doesNotContain("\tat org.springframework");
    }
}
