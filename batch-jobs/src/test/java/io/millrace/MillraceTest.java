package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.annotation.AnnotatedElementUtils;

class MillraceTest {

    @Test
    void scansEveryPackageOfTheProject() {
        var application = AnnotatedElementUtils.getMergedAnnotation(Millrace.class, SpringBootApplication.class);

        assertThat(application).isNotNull();
        assertThat(application.scanBasePackages()).isEmpty();
        assertThat(Millrace.class.getPackageName()).isEqualTo("io.millrace");
    }
}
