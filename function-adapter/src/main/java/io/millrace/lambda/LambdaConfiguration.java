package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import io.millrace.aws.Queues;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.function.Function;

/// The functions by the names under which a deployment chooses one (`spring.cloud.function.definition`).
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LambdaSettings.class)
class LambdaConfiguration {

    /// Handles the messages of the queue of files.
    @Bean
    Function<Message<SQSEvent>, SQSBatchResponse> files(
            MessageHandler handler, SqsClient sqs, Queues queues, LambdaSettings settings) {
        return new FilesFunction(handler, new Redelivery(sqs, queues, settings), settings);
    }
}
