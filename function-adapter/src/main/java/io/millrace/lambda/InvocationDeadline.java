package io.millrace.lambda;

import com.amazonaws.services.lambda.runtime.Context;

import io.millrace.run.Deadline;

import org.springframework.cloud.function.adapter.aws.AWSLambdaUtils;
import org.springframework.messaging.Message;

import java.time.Duration;

/// When an invocation must have answered.
final class InvocationDeadline {

    private InvocationDeadline() {}

    /// The end of the invocation that a message came by, less the time that it takes to answer; none outside of Lambda.
    static Deadline of(Message<?> event, LambdaSettings settings) {
        var context = event.getHeaders().get(AWSLambdaUtils.AWS_CONTEXT, Context.class);
        return context == null
                ? Deadline.none()
                : () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(settings.answerReserve());
    }
}
