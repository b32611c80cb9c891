package io.millrace.commerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.util.Map;

class CommerceSettingsTest {

    @Test
    void haveDefaults() {
        assertThat(new Binder().bindOrCreate("millrace.commerce", CommerceSettings.class))
                .isEqualTo(new CommerceSettings(BestProductBy.POINTS, 20_000));
        assertThat(new Binder().bindOrCreate("millrace.commerce.feed", CommerceFeedSettings.class))
                .isEqualTo(new CommerceFeedSettings(2_000, 1, 0.05, 0.03, 0));
    }

    @Test
    void areWhatTheyAreSetTo() {
        var binder =
                binder(
                        Map.of(
                                "millrace.commerce.best-product-by", "reviews",
                                "millrace.commerce.feed.orders", "7",
                                "millrace.commerce.feed.seed", "-9",
                                "millrace.commerce.feed.late-share", "0.5",
                                "millrace.commerce.feed.undelivered-share", "0.4",
                                "millrace.commerce.feed.dirty-share", "1"));

        assertThat(binder.bindOrCreate("millrace.commerce", CommerceSettings.class))
                .isEqualTo(new CommerceSettings(BestProductBy.REVIEWS, 20_000));
        assertThat(binder.bindOrCreate("millrace.commerce.feed", CommerceFeedSettings.class))
                .isEqualTo(new CommerceFeedSettings(7, -9, 0.5, 0.4, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, -1",
        "orders, 100000000",
        "late-share, -0.1",
        "late-share, NaN",
        "late-share, 0.98", // with those undelivered
        "undelivered-share, 1.1",
        "dirty-share, 1.1"
    })
    void areRefusedByName(String setting, String value) {
        var binder = binder(Map.of("millrace.commerce.feed." + setting, value));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("millrace.commerce.feed", CommerceFeedSettings.class))
                .withRootCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e).rootCause().hasMessageContaining("millrace.commerce.feed." + setting));
    }

    @Test
    void knowTwoKindsOfBestProducts() {
        var binder = binder(Map.of("millrace.commerce.best-product-by", "price"));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> binder.bindOrCreate("millrace.commerce", CommerceSettings.class));
    }

    private static Binder binder(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings));
    }
}
