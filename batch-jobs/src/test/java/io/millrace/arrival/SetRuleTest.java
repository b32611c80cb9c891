package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class SetRuleTest {

    private static final SetRule RULE = rule("commerce/{set}/{member}.csv");

    private static SetRule rule(String key) {
        return new SetRule(key, List.of("orders", "reviews"), Duration.ofHours(6), true);
    }

    @ParameterizedTest
    @CsvSource({
        "commerce/2026-11-20/orders.csv, 2026-11-20, orders",
        "commerce/2026-11-20/reviews.csv, 2026-11-20, reviews",
        "commerce/\\Eü +\\Q/orders.csv, \\Eü +\\Q, orders",
    })
    void readsSetAndMemberFromTheKey(String key, String set, String member) {
        assertThat(RULE.place(key)).contains(new SetRule.Place(set, member));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commerce/2026-11-20/oders.csv",
                "commerce/2026-11-20/ORDERS.csv",
                "commerce/2026-11-20/orders.csv.gz",
                "commerce/2026-11-20/orders_csv",
                "commerce//orders.csv",
                "commerce/a/b/orders.csv",
                "x/commerce/a/orders.csv"
            })
    void otherKeysAreNoMembers(String key) {
        assertThat(RULE.place(key)).isEqualTo(Optional.empty());
    }

    @Test
    void theMemberMayComeFirst() {
        assertThat(rule("{member}/day={set}.csv").place("orders/day=7.csv")).contains(new SetRule.Place("7", "orders"));
    }

    @Test
    void takesWhatItsPatternTakes() {
        assertThat(RULE.pattern().matches("commerce/2026-11-20/orders.csv")).isTrue();
        assertThat(RULE.pattern().matches("commerce/a/b/orders.csv")).isFalse();
    }
}
