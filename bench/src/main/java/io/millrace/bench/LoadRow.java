package io.millrace.bench;

import io.millrace.bench.RunProgram.Part;
import io.millrace.local.LocalSpace;

import org.springframework.jdbc.core.JdbcTemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// (g) Orders from a CSV file into PostgreSQL by the whole run, against streaming the same file into the same table.
final class LoadRow implements Row {

    private static final int ORDERS = 2_000_000;
    private static final int ROUNDS = 5;
    private static final int EACH = 1_000;

    private static final String ONE_LANE = "-Dmillrace.run.lanes=1";
    private static final String TWO_LANES = "-Dmillrace.run.lanes=2";

    /// As Lambda starts its JVM: the second compiler seldom earns what it costs there.
    private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final String HEAP = "-Xmx512m";
    private static final String SMALL_HEAP = "-Xmx80m";
    private static final int MOST_MIB = 250;

    @Override
    public List<Result> measure(Ground ground) throws Exception {
        var clean = OrdersFile.clean(ground.directory(), ORDERS);
        var refused = OrdersFile.refused(ground.directory(), ORDERS, EACH);
        ground.warmUpQueues();
        var rounds =
                Rounds.of(
                        ROUNDS,
                        Map.of(
                                "copy",
                                () -> client(CopyProgram.class, ground, clean),
                                "stock",
                                () -> client(StockProgram.class, ground, clean),
                                "oneLane",
                                () -> load(ground, clean, 0, ONE_LANE, ONE_COMPILER, "-Dmillrace.run.read-ahead=0"),
                                "twoLanes",
                                () -> load(ground, clean, 0, TWO_LANES, ONE_COMPILER),
                                "twoCompilers",
                                () -> load(ground, clean, 0, TWO_LANES),
                                "refused",
                                () -> load(ground, refused, ORDERS / EACH, TWO_LANES, ONE_COMPILER),
                                "small",
                                () ->
                                        load(
                                                ground,
                                                clean,
                                                0,
                                                TWO_LANES,
                                                SMALL_HEAP,
                                                ONE_COMPILER,
                                                "-Dmillrace.io.block-size=2MB")));
        var copy = rounds.median("copy", "seconds");
        return List.of(
                new Result(
                        "g",
                        "loading by COPY, one lane: speed of the run / of \\copy",
                        copy / rounds.median("oneLane", "seconds"),
                        new Target.AtLeast(0.6),
                        rounds.sides()),
                new Result(
                        "g",
                        "the same, two lanes",
                        copy / rounds.median("twoLanes", "seconds"),
                        new Target.AtLeast(1),
                        Map.of()),
                new Result(
                        "g",
                        "the same without " + ONE_COMPILER,
                        copy / rounds.median("twoCompilers", "seconds"),
                        new Target.None(),
                        Map.of()),
                new Result(
                        "g",
                        "FlatFileItemReader and JdbcBatchItemWriter: speed / of \\copy",
                        copy / rounds.median("stock", "seconds"),
                        new Target.None(),
                        Map.of()),
                new Result(
                        "g",
                        "0.1 % rows refused for their key: time / of a clean file",
                        rounds.median("refused", "seconds") / rounds.median("twoLanes", "seconds"),
                        new Target.AtMost(1.6),
                        Map.of()),
                new Result(
                        "g",
                        "most MiB resident with " + SMALL_HEAP + " " + ONE_COMPILER,
                        rounds.median("small", "peakResidentMiB"),
                        new Target.AtMost(MOST_MIB),
                        Map.of()));
    }

    private static LocalSpace space(Ground ground) {
        var space = ground.newSpace();
        new JdbcTemplate(space.dataSource()).execute(OrdersFile.TABLE);
        return space;
    }

    private static void drop(LocalSpace space) {
        new JdbcTemplate(space.dataSource()).execute("DROP TABLE orders; CHECKPOINT");
    }

    private static Report client(Class<?> program, Ground ground, OrdersFile file) throws Exception {
        var space = space(ground);
        var report =
                MeasuredJvm.run(
                        program,
                        List.of(HEAP),
                        space.jdbcUrl(),
                        String.valueOf(space.properties().get("spring.datasource.username")),
                        file.path().toString());
        drop(space);
        return report;
    }

    private static Report load(Ground ground, OrdersFile file, long refused, String... more) throws Exception {
        var space = space(ground);
        var arguments = new ArrayList<>(space.jvmArguments());
        arguments.add("-Dmillrace.routes[0].name=orders");
        arguments.add("-Dmillrace.routes[0].bucket=" + space.landing());
        arguments.add("-Dmillrace.routes[0].key=orders/**");
        arguments.add("-Dmillrace.routes[0].job=" + OrdersJob.NAME);
        arguments.addAll(List.of(OrdersJob.ON, Replacements.files(ground.directory()), HEAP, "-XX:+UseSerialGC"));
        arguments.addAll(List.of(more));
        var report =
                MeasuredJvm.run(
                        RunProgram.class,
                        arguments,
                        space.landing(),
                        file.key(),
                        "1",
                        Long.toString(file.size()),
                        Part.ALL.name());
        var rows = new JdbcTemplate(space.dataSource()).queryForObject("SELECT count(*) FROM orders", Long.class);
        if (rows == null || rows != file.orders() - refused || report.figure("rejected") != refused) {
            throw new IllegalStateException("%s rows of %,d: %s".formatted(rows, file.orders(), report));
        }
        drop(space);
        return report;
    }
}
