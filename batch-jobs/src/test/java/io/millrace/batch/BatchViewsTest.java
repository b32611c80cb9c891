package io.millrace.batch;

import static io.millrace.batch.BatchStore.newName;
import static io.millrace.batch.BatchStore.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.io.ClassPathResource;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/// The views, read by Batch's own repository over JDBC as by any other tool.
class BatchViewsTest {

    private static final Pattern COLUMN = Pattern.compile("^\\s*([A-Z_]+)\\s+([A-Z]+)", Pattern.MULTILINE);

    private static BatchStore store;
    private static JobRepository reader;

    private final String job = newName("job");

    @BeforeAll
    static void open() throws Exception {
        store = BatchStore.shared();
        var batchs = new JdbcJobRepositoryFactoryBean();
        batchs.setDataSource(LocalDatabase.shared());
        batchs.setTransactionManager(store.transactions());
        batchs.setTablePrefix("batch.BATCH_");
        batchs.afterPropertiesSet();
        reader = batchs.getObject();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BATCH_JOB_INSTANCE",
                "BATCH_JOB_EXECUTION",
                "BATCH_JOB_EXECUTION_PARAMS",
                "BATCH_STEP_EXECUTION",
                "BATCH_STEP_EXECUTION_CONTEXT",
                "BATCH_JOB_EXECUTION_CONTEXT"
            })
    void aViewHasTheColumnsOfBatchsTableWithItsTypes(String table) throws Exception {
        var schema =
                new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql")
                        .getContentAsString(StandardCharsets.UTF_8);
        var body = Pattern.compile("CREATE TABLE " + table + " \\((.*?)\\n\\) ;", Pattern.DOTALL).matcher(schema);
        assertThat(body.find()).isTrue();
        List<String> expected =
                COLUMN.matcher(body.group(1))
                        .results()
                        .map(column -> column.group(1) + " " + typeName(column.group(2)))
                        .toList();

        assertThat(
                        store.jdbc()
                                .sql(
                                        """
                                        SELECT upper(column_name) || ' ' || udt_name FROM information_schema.columns
                                        WHERE table_schema = 'batch' AND table_name = ? ORDER BY ordinal_position\
                                        """)
                                .param(table.toLowerCase(Locale.ROOT))
                                .query(String.class)
                                .list())
                .isEqualTo(expected);
    }

    private static String typeName(String declared) {
        return switch (declared) {
            case "BIGINT" -> "int8";
            case "CHAR" -> "bpchar";
            default -> declared.toLowerCase(Locale.ROOT);
        };
    }

    @Test
    void batchsOwnRepositoryReadsALaunchedJobFromTheViews() throws Exception {
        var execution = store.launched(job, parameters("file", "a"));
        execution.getExecutionContext().putString("long", "x".repeat(5_000));
        store.repository().updateExecutionContext(execution);
        var step = store.repository().createStepExecution("step", execution);
        step.setReadCount(7);
        step.setStatus(BatchStatus.COMPLETED);
        step.getExecutionContext().putLong("position", 7);
        store.repository().update(step);
        store.repository().updateExecutionContext(step);
        store.ended(execution, BatchStatus.FAILED);

        assertReadAsOurs(execution.getId());
        assertThat(reader.getLastJobInstance(job)).isEqualTo(execution.getJobInstance());
        assertThat(reader.getJobInstances(job, 0, 9)).containsExactly(execution.getJobInstance());
        assertThat(reader.getJobInstanceCount(job)).isEqualTo(1);
        assertThat(reader.getStepExecutionCount(execution.getJobInstance(), "step")).isEqualTo(1);
        assertThat(reader.getLastStepExecution(execution.getJobInstance(), "step")).isEqualTo(step);
        assertThat(reader.getJobNames()).contains(job);
    }

    @Test
    void batchsOwnRepositoryReadsARunOfTheEngineFromTheViews() {
        var hop = store.hop(job, true);
        store.repository().update(store.repository().createStepExecution("step", hop));
        var records = store.repository().createStepExecution("records", hop);
        store.jdbc()
                .sql(
                        """
                        INSERT INTO millrace.checkpoint (run_id, step, fence, execution, format, byte_offset, records, written,
                          filtered, rejected, bytes_done, bytes_total, chunks)
                        VALUES (?, 'records', 1, ?, 'lines', 100, 10, 7, 2, 1, 100, 200, 4)\
                        """)
                .params(hop.run(), records.getId())
                .update();

        assertReadAsOurs(hop.getId());
        assertThat(reader.findRunningJobExecutions(job)).containsExactly(hop);
        store.nextHop(hop);
        assertReadAsOurs(hop.getId());
    }

    private static void assertReadAsOurs(long id) {
        JobExecution ours = Objects.requireNonNull(store.repository().getJobExecution(id));
        JobExecution read = Objects.requireNonNull(reader.getJobExecution(id));
        assertThat(read).hasToString(ours.toString());
        assertThat(read.getCreateTime()).isEqualTo(ours.getCreateTime());
        assertThat(read.getJobParameters().parameters())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(ours.getJobParameters().parameters());
        assertThat(read.getExecutionContext()).isEqualTo(ours.getExecutionContext());
        assertThat(read.getStepExecutions())
                .extracting(BatchViewsTest::described)
                .isEqualTo(ours.getStepExecutions().stream().map(BatchViewsTest::described).toList());
    }

    private static List<Object> described(StepExecution step) {
        return Arrays.asList(
                step.toString(),
                step.getCreateTime(),
                step.getStartTime(),
                step.getEndTime(),
                step.getLastUpdated(),
                step.getExecutionContext());
    }

    /// A tool that asks for one execution must not read all.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch_job_instance WHERE job_instance_id = 1",
                "batch_job_execution WHERE job_execution_id = 1",
                "batch_job_execution WHERE job_instance_id = 1",
                "batch_job_execution_params WHERE job_execution_id = 1",
                "batch_step_execution WHERE step_execution_id = 1001",
                "batch_step_execution WHERE job_execution_id = 1",
                "batch_step_execution_context WHERE step_execution_id = 1001",
                "batch_job_execution_context WHERE job_execution_id = 1"
            })
    void aViewIsReadByItsNumbersWithoutReadingAWholeTable(String query) throws SQLException {
        try (var connection = LocalDatabase.shared().getConnection();
                var statement = connection.createStatement()) {
            // The tables of a test are so small that reading them whole would be cheaper.
            statement.execute("SET enable_seqscan = off");
            try (var plan = statement.executeQuery("EXPLAIN SELECT * FROM batch." + query)) {
                while (plan.next()) {
                    assertThat(plan.getString(1)).doesNotContain("Seq Scan");
                }
            } finally {
                statement.execute("RESET enable_seqscan");
            }
        }
    }
}
