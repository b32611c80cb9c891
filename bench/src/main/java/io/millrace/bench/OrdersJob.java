package io.millrace.bench;

import io.millrace.io.CopyRecordWriter;
import io.millrace.io.CsvFiles;
import io.millrace.io.CsvMapping;
import io.millrace.run.RecordSteps;
import io.millrace.run.StepParts;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// The smallest job that loads orders from a CSV file into a table: a pipeline's part of the work, and no more.
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("bench.orders")
class OrdersJob {

    static final String NAME = "orders";
    static final String ON = "-Dbench.orders=true";

    private static final int CHUNK = 20_000;

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final CsvMapping<Order> ORDERS =
            CsvMapping.of(
                    List.of(OrdersFile.HEADER.split(",", -1)),
                    row ->
                            new Order(
                                    row.requiredInteger(0, 1, Integer.MAX_VALUE),
                                    row.requiredInteger(1, 1, Integer.MAX_VALUE),
                                    row.requiredDate(2),
                                    row.requiredInteger(3, 1, Integer.MAX_VALUE),
                                    row.requiredDecimal(4, 12, 2),
                                    row.requiredInteger(5, 1, Integer.MAX_VALUE),
                                    row.requiredDecimal(6, 14, 2)));

    record Order(
            int orderId,
            int customerId,
            LocalDate orderDate,
            int productId,
            BigDecimal unitPrice,
            int quantity,
            BigDecimal totalPrice) {}

    @Bean
    Job orders(JobRepository repository, RecordSteps steps, CsvFiles files, JdbcTemplate jdbc) {
        var writer =
                new CopyRecordWriter<Order>(
                        jdbc,
                        "public.orders",
                        List.of(("ingestion_date," + OrdersFile.HEADER).split(",", -1)),
                        (row, order) ->
                                row.date(DAY)
                                        .int4(order.orderId())
                                        .int4(order.customerId())
                                        .date(order.orderDate())
                                        .int4(order.productId())
                                        .numeric(order.unitPrice())
                                        .int4(order.quantity())
                                        .numeric(order.totalPrice()));
        return new JobBuilder(NAME, repository)
                .start(
                        steps.step(
                                "load",
                                run ->
                                        StepParts.of(files.reader(run.object(), run.size(), ORDERS), writer)
                                                .inChunksOf(CHUNK)
                                                .inLanes()))
                .build();
    }
}
