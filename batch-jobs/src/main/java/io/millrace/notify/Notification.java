package io.millrace.notify;

/// Something that people should hear about.
///
/// @param kind what it is about, a short lower-case word such as `anomalies`
/// @param subject one line; the first 100 characters are sent where the channel has that limit
/// @param body plain text
public record Notification(String kind, String subject, String body) {}
