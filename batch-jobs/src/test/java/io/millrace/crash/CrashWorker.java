package io.millrace.crash;

import io.millrace.Millrace;
import io.millrace.arrival.RunId;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Run;
import io.millrace.run.RunSummary;
import io.millrace.run.Runs;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A worker in a process of its own, to be killed: each time that it is told a run and a message, it delivers the
/// message until the run is over. [CrashProcess] is its other end.
public final class CrashWorker {

    /// It is there and waits.
    public static final String READY = "READY";

    /// The run is over.
    public static final String OVER = "OVER";

    private static final long REDELIVERY_MILLIS = 50;

    private CrashWorker() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        SpringApplication application = new SpringApplication(Millrace.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        // Most of the application is not needed here, and a test starts many workers.
        application.setLazyInitialization(true);
        try (var context = application.run();
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Dispatcher dispatcher = context.getBean(Dispatcher.class);
            Runs runs = context.getBean(Runs.class);
            runs.countsByState();
            System.out.println(READY);
            String run;
            String message;
            // Null, if the parent is dead.
            while ((run = in.readLine()) != null && (message = in.readLine()) != null) {
                deliver(dispatcher, runs, new RunId(run), message);
            }
        }
    }

    private static void deliver(Dispatcher dispatcher, Runs runs, RunId run, String message)
            throws InterruptedException {
        boolean over = false;
        while (!over) {
            over = isOver(dispatcher, runs, run, message);
            Thread.sleep(REDELIVERY_MILLIS);
        }
        System.out.println(OVER);
    }

    /// A delivery that throws has failed, as in the function; the message comes again.
    private static boolean isOver(Dispatcher dispatcher, Runs runs, RunId run, String message) {
        try {
            dispatcher.handle(message, Deadline.none());
            return !runs.find(run).map(RunSummary::run).map(Run::state).orElseThrow().unfinished();
        } catch (DataAccessException | TransactionException e) {
            System.out.println("The delivery failed: " + e);
            return false;
        }
    }
}
