package io.millrace.local;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;

import io.millrace.run.Deadline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/// An invocation of a function as Lambda would describe it.
public final class LocalContext implements Context {

    private static final String FUNCTION = "files";

    private final String requestId = UUID.randomUUID().toString();
    private final Deadline deadline;

    LocalContext(Deadline deadline) {
        this.deadline = deadline;
    }

    /// An invocation that begins now and may take so long.
    public static LocalContext withTimeLimit(Duration limit) {
        return new LocalContext(Deadline.in(limit));
    }

    @Override
    public int getRemainingTimeInMillis() {
        return Math.toIntExact(Math.max(0, deadline.remaining().toMillis()));
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getFunctionName() {
        return FUNCTION;
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:%s:%s:function:%s".formatted(LocalCloud.REGION, LocalCloud.ACCOUNT, FUNCTION);
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + FUNCTION;
    }

    @Override
    public String getLogStreamName() {
        return "local";
    }

    @Override
    public CognitoIdentity getIdentity() {
        throw new UnsupportedOperationException("Nobody signed in: the queue invokes this function");
    }

    @Override
    public ClientContext getClientContext() {
        throw new UnsupportedOperationException("No client: the queue invokes this function");
    }

    @Override
    public int getMemoryLimitInMB() {
        return Math.toIntExact(Runtime.getRuntime().maxMemory() >> 20);
    }

    @Override
    public LambdaLogger getLogger() {
        return new LambdaLogger() {

            private static final Logger LOG = LoggerFactory.getLogger(LocalContext.class);

            @Override
            public void log(String message) {
                LOG.info("{}", message);
            }

            @Override
            public void log(byte[] message) {
                log(new String(message, StandardCharsets.UTF_8));
            }
        };
    }
}
