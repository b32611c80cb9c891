package io.millrace.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Random;

/// A CSV file of orders on this machine.
///
/// @param path where it is
/// @param orders how many rows there are
record OrdersFile(Path path, long orders) {

    static final String HEADER = "order_id,customer_id,order_date,product_id,unit_price,quantity,total_price";

    /// The table that they go to. Like the one of many warehouses, its key begins with the day of the load.
    static final String TABLE =
            """
            CREATE TABLE orders (
                ingestion_date date           NOT NULL DEFAULT '2026-11-20',
                order_id       integer        NOT NULL,
                customer_id    integer        NOT NULL,
                order_date     date           NOT NULL,
                product_id     integer        NOT NULL,
                unit_price     numeric(12, 2) NOT NULL,
                quantity       integer        NOT NULL,
                total_price    numeric(14, 2) NOT NULL,
                PRIMARY KEY (ingestion_date, order_id))\
            """;

    private static final String FOLDER = "orders";

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 11, 21);

    /// A file of so many orders, each with a number of its own.
    static OrdersFile clean(Path directory, long orders) throws IOException {
        return write(directory, "clean-" + orders, orders, 0);
    }

    /// The same, but every `each`-th order has the number of the one before.
    static OrdersFile refused(Path directory, long orders, int each) throws IOException {
        return write(directory, "refused-" + orders, orders, each);
    }

    private static OrdersFile write(Path directory, String name, long orders, int each) throws IOException {
        var path = directory.resolve(FOLDER, name + ".csv");
        if (Files.exists(path)) {
            return new OrdersFile(path, orders);
        }
        Files.createDirectories(directory.resolve(FOLDER));
        var random = new Random(1);
        try (var out = Files.newBufferedWriter(path)) {
            out.write(HEADER + "\n");
            for (var number = 1L; number <= orders; number++) {
                var price = BigDecimal.valueOf(99 + random.nextInt(100_000), 2);
                var quantity = 1 + random.nextInt(9);
                out.write(
                        "%d,%d,%s,%d,%s,%d,%s\n"
                                .formatted(
                                        each > 0 && number % each == 0 ? number - 1 : number,
                                        1 + random.nextInt(200_000),
                                        FIRST_DAY.plusDays(random.nextInt(365)),
                                        1 + random.nextInt(1_000),
                                        price,
                                        quantity,
                                        price.multiply(BigDecimal.valueOf(quantity))));
            }
        }
        return new OrdersFile(path, orders);
    }

    String key() {
        return FOLDER + "/" + path.getFileName();
    }

    long size() throws IOException {
        return Files.size(path);
    }
}
