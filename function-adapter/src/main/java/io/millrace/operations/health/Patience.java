package io.millrace.operations.health;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

import java.time.Duration;

/// How long a health check waits: whoever asks for the health waits too.
final class Patience {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private Patience() {}

    static void limit(AwsRequestOverrideConfiguration.Builder call) {
        call.apiCallTimeout(LIMIT);
    }
}
