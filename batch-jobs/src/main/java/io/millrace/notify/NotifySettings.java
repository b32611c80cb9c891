package io.millrace.notify;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where notifications go, prefix `millrace.notify`.
///
/// @param topicArn the SNS topic; without one notifications are only kept and logged
@ConfigurationProperties("millrace.notify")
public record NotifySettings(@Nullable String topicArn) {}
