package io.millrace.bench;

import io.millrace.bench.NewestObjects.NewestObject;
import io.millrace.local.LocalSpace;

import org.springframework.jdbc.core.simple.JdbcClient;

import software.amazon.awssdk.services.s3.S3Client;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the commerce pipeline must have made of the newest files of a date, computed from them with nothing of the
/// engine, and what it has made.
final class CommerceCheck {

    private static final String ORDERS = "orders";
    private static final String REVIEWS = "reviews";
    private static final String SHIPMENTS = "shipment_deliveries";
    private static final int LONGEST_ID = 64;
    private static final int LATE = 6;
    private static final int UNDELIVERED = 15;

    private final S3Client s3;
    private final LocalSpace space;
    private final JdbcClient jdbc;
    private final Differences differences;
    private final StoredRuns runs;
    private long records;

    CommerceCheck(S3Client s3, LocalSpace space, Differences differences, StoredRuns runs) {
        this.s3 = s3;
        this.space = space;
        this.jdbc = JdbcClient.create(space.dataSource());
        this.differences = differences;
        this.runs = runs;
    }

    void check(LocalDate date) {
        var run = runs.ofSet(date.toString());
        var rows = new HashMap<String, List<List<String>>>();
        for (var file : List.of(ORDERS, REVIEWS, SHIPMENTS)) {
            var key = "commerce/%s/%s.csv".formatted(date, file);
            var objects = NewestObjects.of(s3, space.landing(), true, key);
            if (objects.size() == 1) {
                rows.put(file, check(run, date, file, objects.getFirst()));
            } else {
                differences.add(run, "There is no %s".formatted(key));
            }
        }
        if (rows.size() == 3) {
            checkShipments(run, date, rows);
        }
    }

    /// The rows that must be in the table of a file's name.
    private List<List<String>> check(String run, LocalDate date, String file, NewestObject object) {
        var lines = object.lines();
        var good = new ArrayList<List<String>>();
        var rejects = new TreeMap<Long, String>();
        var ids = new HashSet<String>();
        for (var number = 1; number < lines.size(); number++) {
            var line = lines.get(number);
            var fields = Arrays.asList(line.split(",", -1));
            if (isGood(file, fields, ids)) {
                good.add(plain(file, fields));
            } else {
                rejects.put((long) number, line);
            }
        }
        records += lines.size() - 1;
        runs.checkStep(run, "load-" + file, lines.size() - 1, rejects);
        differences.compare(run, "rows of staging.%s of %s".formatted(file, date), counted(good), stored(file, date));
        return good;
    }

    /// @param ids of the rows before it; its own is added if it is good
    private static boolean isGood(String file, List<String> fields, Set<String> ids) {
        try {
            return switch (file) {
                case ORDERS ->
                        fields.size() == 7
                                && isId(fields.get(0))
                                && isId(fields.get(1))
                                && isDay(fields.get(2))
                                && isId(fields.get(3))
                                && new BigDecimal(fields.get(4)).signum() >= 0
                                && Integer.parseInt(fields.get(5)) > 0
                                && new BigDecimal(fields.get(6)).signum() >= 0
                                && ids.add(fields.get(0));
                case REVIEWS -> {
                    var stars = Integer.parseInt(fields.get(0));
                    yield fields.size() == 2 && stars >= 1 && stars <= 5 && isId(fields.get(1));
                }
                default ->
                        fields.size() == 4
                                && isId(fields.get(0))
                                && isId(fields.get(1))
                                && (fields.get(2).isEmpty() || isDay(fields.get(2)))
                                && (fields.get(3).isEmpty() || isDay(fields.get(3)))
                                && ids.add(fields.get(0));
            };
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
    }

    private static boolean isId(String text) {
        return !text.isBlank() && text.length() <= LONGEST_ID;
    }

    private static boolean isDay(String text) {
        return LocalDate.parse(text).getYear() > 0;
    }

    private static List<String> plain(String file, List<String> fields) {
        var plain = new ArrayList<>(fields);
        if (file.equals(ORDERS)) {
            plain.set(4, amount(fields.get(4)));
            plain.set(6, amount(fields.get(6)));
        }
        return plain;
    }

    private static String amount(String text) {
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }

    private static Map<List<String>, Integer> counted(List<List<String>> rows) {
        var counted = new HashMap<List<String>, Integer>();
        rows.forEach(row -> counted.merge(row, 1, Integer::sum));
        return counted;
    }

    private Map<List<String>, Integer> stored(String file, LocalDate date) {
        var columns =
                switch (file) {
                    case ORDERS -> "order_id, customer_id, order_date, product_id, unit_price, quantity, total_price";
                    case REVIEWS -> "review, product_id";
                    default -> "shipment_id, order_id, shipment_date, delivery_date";
                };
        return counted(
                jdbc.sql("SELECT %s FROM staging.%s WHERE ingestion_date = ?".formatted(columns, file))
                        .param(date)
                        .query(
                                (row, n) -> {
                                    var fields = new ArrayList<String>();
                                    for (var column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                                        var field = row.getString(column);
                                        fields.add(field == null ? "" : field);
                                    }
                                    return plain(file, fields);
                                })
                        .list());
    }

    /// Of the results the shipments, which a few lines can count: in their table, and in its export. The other tables
    /// must have their row.
    private void checkShipments(String run, LocalDate date, Map<String, List<List<String>>> rows) {
        var ordered = new HashMap<String, LocalDate>();
        rows.getOrDefault(ORDERS, List.of()).forEach(row -> ordered.put(row.get(0), LocalDate.parse(row.get(2))));
        var late = 0L;
        var undelivered = 0L;
        for (var shipment : rows.getOrDefault(SHIPMENTS, List.of())) {
            var order = ordered.get(shipment.get(1));
            if (order != null && shipment.get(3).isEmpty()) {
                var sent = shipment.get(2);
                late += !sent.isEmpty() && !LocalDate.parse(sent).isBefore(order.plusDays(LATE)) ? 1 : 0;
                undelivered += sent.isEmpty() && !date.isBefore(order.plusDays(UNDELIVERED)) ? 1 : 0;
            }
        }
        var expected = "%s,%d,%d".formatted(date, late, undelivered);
        var stored =
                jdbc.sql(
                                """
                                SELECT concat_ws(',', ingestion_date, tt_late_shipments, tt_undelivered_items)
                                FROM analytics.agg_shipments WHERE ingestion_date = ?\
                                """)
                        .param(date)
                        .query(String.class)
                        .optional();
        if (!stored.equals(Optional.of(expected))) {
            differences.add(run, "analytics.agg_shipments has %s and not %s".formatted(stored, expected));
        }
        for (var table : List.of("agg_shipments", "agg_public_holiday", "best_performing_product")) {
            var exported =
                    NewestObjects.of(s3, space.results(), false, "analytics_export/%s/%s.csv".formatted(date, table));
            var row =
                    exported.isEmpty() || exported.getFirst().lines().size() != 2
                            ? "none"
                            : exported.getFirst().lines().get(1);
            if (table.equals("agg_shipments") ? !row.equals(expected) : !row.startsWith(date.toString())) {
                differences.add(run, "The export of %s of %s is %s".formatted(table, date, row));
            }
        }
    }

    long records() {
        return records;
    }
}
