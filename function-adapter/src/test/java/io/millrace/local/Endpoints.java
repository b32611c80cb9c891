package io.millrace.local;

import java.lang.management.ManagementFactory;

/// What the local start prints when everything runs: a line per endpoint, and how to drop a file.
record Endpoints(LocalCloud cloud, LocalSpace space, int port) {

    String text() {
        return """

        Millrace runs, %1$.1f s after its start. Ctrl-C ends it and everything with it.

          Page        http://127.0.0.1:%2$d/
          API         http://127.0.0.1:%2$d/api/runs
          OpenAPI     http://127.0.0.1:%2$d/openapi.json
          Swagger UI  http://127.0.0.1:%2$d/swagger-ui/index.html
          Health      http://127.0.0.1:%2$d/actuator/health
          Reports     %3$s/%5$s/reports/index.html  from a minute after the start on
          S3          %3$s  buckets %4$s, %5$s
          SQS         %6$s
                      %7$s
                      %8$s
          DynamoDB    %9$s  table %10$s
          PostgreSQL  %11$s  user %12$s, no password

        Drop a file of your own:

          curl -T readings.json %3$s/%4$s/energy/readings.json

          AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=%13$s \\
            aws --endpoint-url %3$s s3 cp readings.json s3://%4$s/energy/readings.json
        """
                .formatted(
                        seconds(),
                        port,
                        cloud.s3Endpoint(),
                        space.landing(),
                        space.results(),
                        space.files(),
                        space.filesDlq(),
                        space.rejects(),
                        cloud.dynamoDbEndpoint(),
                        space.table("energy-readings"),
                        space.jdbcUrl(),
                        PostgresEmulator.USER,
                        LocalCloud.REGION);
    }

    private static double seconds() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }
}
