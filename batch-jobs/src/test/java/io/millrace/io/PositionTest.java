package io.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"lines", "lines+gzip", "array", "array+gzip", "document", "document+gzip"})
    void namesTheLayout(String format) {
        assertThat(Layout.of(format).format()).isEqualTo(format);
    }

    @Test
    void startsWithoutALayout() {
        assertThat(Position.START).isEqualTo(new Position("", 0, 0));
    }

    @Test
    void refusesPlacesThatNoReaderWasAt() {
        assertThatThrownBy(() -> new Position("lines", -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position("lines", 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position("", 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
