package io.millrace.batch;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A [PlainJob] in a process of its own, which comes to an item and waits there to be killed.
final class PlainJobProcess implements AutoCloseable {

    private static final String THERE = "THERE";

    private final Process process;

    private PlainJobProcess(Process process) {
        this.process = process;
    }

    /// Starts it and waits until it has come to the item, in the middle of a chunk's transaction.
    static PlainJobProcess startedAndAt(long item, String url, String user, String name, Path file, String table)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PlainJobProcess.class.getName()));
        command.addAll(List.of(Long.toString(item), url, user, name, file.toString(), table));
        var started = new PlainJobProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
        started.awaitItem();
        return started;
    }

    private void awaitItem() throws IOException {
        var output = new StringBuilder();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); !THERE.equals(line); line = reader.readLine()) {
            if (line == null) {
                throw new AssertionError("The process ended: " + output);
            }
            output.append(line).append('\n');
        }
    }

    /// Ends it by SIGKILL; returns when it is dead.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) throws Exception {
        long item = Long.parseLong(args[0]);
        try (var store = new BatchStore(new DriverManagerDataSource(args[1], args[2], ""))) {
            var job = new PlainJob(store, args[3], Path.of(args[4]), args[5]);
            store.operator()
                    .start(
                            job.job(
                                    thing -> {
                                        if (thing.id() == item) {
                                            System.out.println(THERE);
                                            // Ends only with the parent, if that does not kill it.
                                            System.exit(System.in.read());
                                        }
                                        return thing;
                                    }),
                            new JobParameters());
        }
    }
}
