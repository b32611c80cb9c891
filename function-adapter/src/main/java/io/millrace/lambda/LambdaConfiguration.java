package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.aws.Queues;
import io.millrace.commerce.CommerceFeed;
import io.millrace.energy.EnergyFeed;
import io.millrace.report.ReportSchedule;
import io.millrace.report.ReportSchedule.Ticked;
import io.millrace.run.Dispatcher;
import io.millrace.run.Sweeper;
import io.millrace.run.Sweeper.Swept;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// The functions by the names under which a deployment chooses one (`spring.cloud.function.definition`).
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LambdaSettings.class)
class LambdaConfiguration {

    /// Handles the messages of the queue of files.
    @Bean
    Function<Message<SQSEvent>, SQSBatchResponse> files(
            Dispatcher dispatcher, SqsClient sqs, Queues queues, LambdaSettings settings) {
        return new FilesFunction(dispatcher::accept, new Redelivery(sqs, queues, settings), settings);
    }

    /// Puts the next file of the simulated energy feed, whatever the schedule's event says; answers with its key.
    @Bean
    Supplier<Map<String, String>> feed(EnergyFeed feed) {
        return () -> Map.of("key", feed.tick());
    }

    /// Puts yesterday's set of the simulated shop, whatever the schedule's event says; answers with its business date.
    @Bean
    Supplier<Map<String, String>> commerceSet(CommerceFeed feed) {
        return () -> Map.of("businessDate", feed.tick().toString());
    }

    /// Has yesterday's reports made and deletes old ones, whatever the schedule's event says; answers with what it did.
    @Bean
    Supplier<Ticked> dailyReports(ReportSchedule schedule) {
        return schedule::tick;
    }

    /// Does what is due, whatever the schedule's event says; answers with what it did.
    @Bean
    Function<Message<Map<String, Object>>, Swept> sweep(Sweeper sweeper, LambdaSettings settings) {
        return event -> sweeper.sweep(InvocationDeadline.of(event, settings));
    }
}
