package io.millrace.local;

import io.millrace.Millrace;
import io.millrace.arrival.RunId;
import io.millrace.energy.EnergyFeedSettings;
import io.millrace.report.ReportKind;
import io.millrace.report.ReportPeriod;
import io.millrace.report.Reports;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.cloud.function.adapter.aws.AWSLambdaUtils;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Millrace on a developer's machine: the application as it is deployed, against a local cloud, with a queue, a bucket
/// and schedules that do what AWS would. Arguments are Spring Boot's, such as `--server.port=8081`.
public final class LocalMillrace {

    /// Whether the function of the queue runs in a process of its own, to be killed and replaced.
    private static final String WORKER_PROCESS = "millrace.local.worker-process";

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);

    private static final Duration SWEEP_TIME = Duration.ofMinutes(1);

    private static final Duration FIRST_REPORT = Duration.ofMinutes(1);
    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(10);

    private LocalMillrace() {}

    public static void main(String... args) {
        // Silent until the application configures it; the emulators start before.
        LoggingSystem.get(LocalMillrace.class.getClassLoader()).beforeInitialize();
        var running = new Running();
        try {
            LocalPort.requireFree(args);
            ParentWatch.endWithMaven();
            start(running, args);
        } catch (PortTakenException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void start(Running running, String... args) throws IOException {
        var cloud = running.add(LocalCloud.start());
        var space = cloud.newSpace("millrace", LocalSpace.Options.USUAL);
        var application = running.add(application(space).run(args));
        running.add(worker(space, application));
        running.add(LocalBucketEvents.start(cloud, space));
        running.add(schedules(application));
        IO.println(new Endpoints(cloud, space, port(application)).text());
    }

    private static SpringApplication application(LocalSpace space) {
        var application = new SpringApplication(Millrace.class);
        application.setAdditionalProfiles("local");
        // Stronger than the environment: it may hold what leads to a real cloud.
        application.addInitializers(
                context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("local cloud", space.properties())));
        // It is closed after those who call it and before the cloud that it calls.
        application.setRegisterShutdownHook(false);
        return application;
    }

    private static AutoCloseable worker(LocalSpace space, ConfigurableApplicationContext application)
            throws IOException {
        if (application.getEnvironment().getProperty(WORKER_PROCESS, Boolean.class, false)) {
            return new LocalWorkers(space);
        }
        return LocalWorker.listen(application, new LocalEventSource.Queue(space.files(), space.filesArn()));
    }

    @SuppressWarnings("unchecked") // The bean's declaration has these types.
    private static LocalSchedules schedules(ConfigurableApplicationContext application) {
        var schedules = new LocalSchedules();
        var interval = application.getBean(EnergyFeedSettings.class).interval();
        schedules.every(interval, "feed", application.getBean("feed", Supplier.class));
        schedules.every(Duration.ofDays(1), "commerceSet", application.getBean("commerceSet", Supplier.class));
        // There was no yesterday yet.
        schedules.every(
                Duration.ofDays(1),
                Duration.ofDays(1),
                "dailyReports",
                application.getBean("dailyReports", Supplier.class));
        schedules.every(REPORT_INTERVAL, FIRST_REPORT, "today's report", () -> reportOfToday(application));
        Function<Message<Map<String, Object>>, ?> sweep = application.getBean("sweep", Function.class);
        schedules.every(SWEEP_INTERVAL, "sweep", () -> sweep.apply(invocation()));
        return schedules;
    }

    /// The function's time.
    private static Message<Map<String, Object>> invocation() {
        return MessageBuilder.withPayload(Map.<String, Object>of())
                .setHeader(AWSLambdaUtils.AWS_CONTEXT, LocalContext.withTimeLimit(SWEEP_TIME))
                .build();
    }

    /// What the feed has brought until now, so that there is something to look at.
    private static RunId reportOfToday(ConfigurableApplicationContext application) {
        var reports = application.getBean(Reports.class);
        var today = ReportPeriod.day(reports.today());
        return reports.request(ReportKind.ENERGY, today, List.of(), true).run().id();
    }

    private static int port(ConfigurableApplicationContext application) {
        var server = ((WebServerApplicationContext) application).getWebServer();
        return server == null ? -1 : server.getPort();
    }
}
