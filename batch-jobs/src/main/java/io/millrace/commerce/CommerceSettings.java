package io.millrace.commerce;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of the commerce pipeline, prefix `millrace.commerce`.
///
/// @param bestProductBy what makes a product the best one
@ConfigurationProperties("millrace.commerce")
public record CommerceSettings(@DefaultValue("points") BestProductBy bestProductBy) {}
