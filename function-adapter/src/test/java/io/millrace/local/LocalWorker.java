package io.millrace.local;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.Millrace;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.Message;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// The function of the queue of files in a process of its own, which can be killed while the rest goes on. Its settings
/// are system properties; it ends with its standard input, and so with the process that started it. Arguments: the
/// queue's URL and ARN.
final class LocalWorker {

    private LocalWorker() {}

    public static void main(String... args) throws InterruptedException, ReflectiveOperationException {
        Terminal.ignore();
        var goodbye = new CountDownLatch(1);
        Thread.ofPlatform().name("parent-watch").daemon().start(() -> watchParent(goodbye));
        var application = new SpringApplication(Millrace.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles("local");
        application.setRegisterShutdownHook(false);

        try (var context = application.run();
                var _ = listen(context, new LocalEventSource.Queue(args[0], args[1]))) {
            goodbye.await();
        }
    }

    private static void watchParent(CountDownLatch goodbye) {
        try {
            if (System.in.read() == LocalWorkers.GOODBYE) {
                goodbye.countDown();
                return;
            }
        } catch (IOException e) {
            System.err.println("The parent watch ended: " + e);
        }
        // The parent is dead, and all that could be closed with it.
        Runtime.getRuntime().halt(1);
    }

    @SuppressWarnings("unchecked") // The bean's declaration has these types.
    static LocalEventSource listen(ConfigurableApplicationContext context, LocalEventSource.Queue queue) {
        Function<Message<SQSEvent>, SQSBatchResponse> files = context.getBean("files", Function.class);
        return LocalEventSource.start(context.getBean(SqsClient.class), queue, files, LocalEventSource.Options.USUAL);
    }
}
