package io.millrace.commerce;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.SplittableRandom;

/// An order of the simulated shop, with its shipment and perhaps a review: a pure function of seed, business date and
/// number, so that each file of a set can be written without holding the others.
///
/// @param product number of the product, from 1 to [#PRODUCTS]
/// @param fate what became of the shipment
/// @param stars 1 to 5; null if nobody reviewed it
record SimulatedOrder(
        long number,
        int customer,
        LocalDate date,
        int product,
        BigDecimal unitPrice,
        int quantity,
        Fate fate,
        @Nullable LocalDate shipped,
        @Nullable LocalDate delivered,
        @Nullable Integer stars) {

    /// The seeded catalogue.
    static final int PRODUCTS = 40;

    private static final int CUSTOMERS = 50_000;

    /// Two years, so that the results must tell the past year from the one before.
    private static final int OLDEST = 730;

    private static final double PENDING_SHARE = 0.02;
    private static final double SLOW_SHARE = 0.05;
    private static final double REVIEWED_SHARE = 0.5;

    /// What becomes of a shipment.
    enum Fate {
        /// Sent within 6 days, and delivered.
        EARLY,
        /// Sent later, and delivered.
        SLOW,
        /// Sent 6 days after the order or more, and not delivered.
        LATE,
        /// Neither sent nor delivered, 15 days after the order or more.
        UNDELIVERED,
        /// Not sent yet, and not old enough to be undelivered.
        PENDING
    }

    static SimulatedOrder of(CommerceFeedSettings settings, LocalDate businessDate, long number) {
        // Consecutive seeds and dates must not make the same orders some numbers apart.
        var random =
                new SplittableRandom(
                        (settings.seed() * 1_000_003 + businessDate.toEpochDay()) * 1_000_000_007L + number);
        var fate = fate(settings, random.nextDouble());
        var product = product(random);
        var ordered = businessDate.minusDays(age(fate, random));
        var shipped = shipped(fate, ordered, random);
        return new SimulatedOrder(
                number,
                random.nextInt(1, CUSTOMERS + 1),
                ordered,
                product,
                BigDecimal.valueOf(499 + 1_250L * (product * 7 % PRODUCTS), 2),
                random.nextInt(1, 6),
                fate,
                shipped,
                shipped == null || fate == Fate.LATE ? null : shipped.plusDays(random.nextInt(1, 8)),
                random.nextDouble() < REVIEWED_SHARE ? stars(product, random) : null);
    }

    private static Fate fate(CommerceFeedSettings settings, double chance) {
        if (chance < settings.lateShare()) {
            return Fate.LATE;
        }
        if (chance < settings.lateShare() + settings.undeliveredShare()) {
            return Fate.UNDELIVERED;
        }
        // The others have the rest to themselves, from its end.
        return chance > 1 - PENDING_SHARE
                ? Fate.PENDING
                : chance > 1 - PENDING_SHARE - SLOW_SHARE ? Fate.SLOW : Fate.EARLY;
    }

    /// Old enough for its fate, so that nothing is sent or delivered after the business date.
    private static int age(Fate fate, SplittableRandom random) {
        return switch (fate) {
            case EARLY -> random.nextInt(12, OLDEST);
            case SLOW, LATE -> random.nextInt(20, OLDEST);
            case UNDELIVERED -> random.nextInt(15, OLDEST);
            case PENDING -> random.nextInt(15);
        };
    }

    private static @Nullable LocalDate shipped(Fate fate, LocalDate ordered, SplittableRandom random) {
        return switch (fate) {
            case EARLY -> ordered.plusDays(random.nextInt(6));
            case SLOW, LATE -> ordered.plusDays(random.nextInt(6, 13));
            case UNDELIVERED, PENDING -> null;
        };
    }

    /// The first of the catalogue sell best.
    private static int product(SplittableRandom random) {
        return 1 + Math.min(random.nextInt(PRODUCTS), random.nextInt(PRODUCTS));
    }

    /// Most people are content, with some products more than with others.
    private static int stars(int product, SplittableRandom random) {
        var worst = 1 + product % 3;
        return Math.max(random.nextInt(worst, 6), random.nextInt(1, 6));
    }
}
