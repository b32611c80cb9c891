package io.millrace.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.local.LocalCloud;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// The functions that a schedule calls, in the application as it is deployed.
class ScheduledFunctionsTest {

    @Test
    void aTickOfTheFeedPutsAFile() throws IOException {
        var cloud = LocalCloud.shared();
        var space = cloud.newSpace();

        try (var lambda = new LambdaInvocation("feed", Millrace.class, space.properties())) {
            var answer = lambda.invoke("schedule.json");

            var file =
                    cloud.s3()
                            .headObject(request -> request.bucket(space.landing()).key(answer.path("key").asString()));
            assertThat(file.contentLength()).isPositive();
        }
    }

    @Test
    void theSetOfADayIsPut() throws IOException {
        var cloud = LocalCloud.shared();
        var space = cloud.newSpace();

        try (var lambda = new LambdaInvocation("commerceSet", Millrace.class, space.properties())) {
            var answer = lambda.invoke("schedule.json");

            var prefix = "commerce/%s/".formatted(answer.path("businessDate").asString());
            var set = cloud.s3().listObjectsV2(request -> request.bucket(space.landing()).prefix(prefix));
            assertThat(set.contents()).hasSize(3);
        }
    }

    @Test
    void aSweepTellsWhatItDid() throws IOException {
        var space = LocalCloud.shared().newSpace();

        try (var lambda = new LambdaInvocation("sweep", Millrace.class, space.properties())) {
            var answer = lambda.invoke("schedule.json");

            assertThat(answer.path("due").isIntegralNumber()).isTrue();
        }
    }

    @Test
    void yesterdaysReportsAreAskedForOnce() throws IOException {
        var cloud = LocalCloud.shared();
        var space = cloud.newSpace();

        try (var lambda = new LambdaInvocation("dailyReports", Millrace.class, space.properties())) {
            var first = lambda.invoke("schedule.json");
            var second = lambda.invoke("schedule.json");

            assertThat(first.path("runs")).hasSize(2);
            assertThat(second).isEqualTo(first);
        }
    }
}
