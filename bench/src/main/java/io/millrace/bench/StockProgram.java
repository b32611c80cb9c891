package io.millrace.bench;

import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.support.JdbcTransactionManager;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;

/// Loads a CSV file into the table of orders with what Spring Batch brings along, and no metadata kept. Arguments: the
/// database's URL, its user, and the file.
final class StockProgram {

    private static final int CHUNK = 1_000;

    private StockProgram() {}

    record Order(
            int orderId,
            int customerId,
            LocalDate orderDate,
            int productId,
            BigDecimal unitPrice,
            int quantity,
            BigDecimal totalPrice) {}

    static void main(String... arguments) throws Exception {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0] + "?reWriteBatchedInserts=true");
        dataSource.setUser(arguments[1]);
        var reader =
                new FlatFileItemReaderBuilder<Order>()
                        .name("orders")
                        .resource(new FileSystemResource(arguments[2]))
                        .linesToSkip(1)
                        .delimited()
                        .names(OrdersFile.HEADER.split(",", -1))
                        .fieldSetMapper(
                                fields ->
                                        new Order(
                                                fields.readInt(0),
                                                fields.readInt(1),
                                                LocalDate.parse(fields.readString(2)),
                                                fields.readInt(3),
                                                Objects.requireNonNull(fields.readBigDecimal(4)),
                                                fields.readInt(5),
                                                Objects.requireNonNull(fields.readBigDecimal(6))))
                        .build();
        var writer =
                new JdbcBatchItemWriterBuilder<Order>()
                        .dataSource(dataSource)
                        .sql("INSERT INTO orders (%s) VALUES (?, ?, ?, ?, ?, ?, ?)".formatted(OrdersFile.HEADER))
                        .itemPreparedStatementSetter(
                                (order, row) -> {
                                    row.setInt(1, order.orderId());
                                    row.setInt(2, order.customerId());
                                    row.setDate(3, Date.valueOf(order.orderDate()));
                                    row.setInt(4, order.productId());
                                    row.setBigDecimal(5, order.unitPrice());
                                    row.setInt(6, order.quantity());
                                    row.setBigDecimal(7, order.totalPrice());
                                })
                        .build();
        writer.afterPropertiesSet();
        var repository = new ResourcelessJobRepository();
        var step =
                new StepBuilder("load", repository)
                        .<Order, Order>chunk(CHUNK)
                        .transactionManager(new JdbcTransactionManager(dataSource))
                        .reader(reader)
                        .writer(writer)
                        .build();
        var job = new JobBuilder("orders", repository).start(step).build();
        var operator = new TaskExecutorJobOperator();
        operator.setJobRepository(repository);
        operator.setJobRegistry(new MapJobRegistry());
        operator.setTaskExecutor(new SyncTaskExecutor());
        operator.afterPropertiesSet();
        var watch = Stopwatch.start();
        JobExecution execution = operator.start(job, new JobParameters());
        if (execution.getStatus() != BatchStatus.COMPLETED) {
            throw new IllegalStateException("The stock job ended so: " + execution);
        }
        Report.print(watch.figures(), Map.of("read", execution.getStepExecutions().iterator().next().getReadCount()));
    }
}
