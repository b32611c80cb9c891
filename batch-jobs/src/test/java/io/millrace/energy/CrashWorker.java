package io.millrace.energy;

import io.millrace.Millrace;
import io.millrace.arrival.RunId;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Run;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A worker in a process of its own, to be killed: when it is told to go, it delivers one message until its run is
/// over.
final class CrashWorker {

    private static final long REDELIVERY_MILLIS = 50;

    private CrashWorker() {}

    /// Takes the run's id and the message's body.
    public static void main(String[] args) throws IOException, InterruptedException {
        SpringApplication application = new SpringApplication(Millrace.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (var context = application.run();
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("READY");
            // Null, if the parent is dead.
            if (in.readLine() != null) {
                deliver(context.getBean(Dispatcher.class), context.getBean(Runs.class), new RunId(args[0]), args[1]);
            }
        }
    }

    private static void deliver(Dispatcher dispatcher, Runs runs, RunId run, String message)
            throws InterruptedException {
        do {
            dispatcher.handle(message, Deadline.none());
            Thread.sleep(REDELIVERY_MILLIS);
        } while (runs.find(run).map(RunSummary::run).map(Run::state).orElseThrow().unfinished());
        System.out.println("OVER");
    }
}
