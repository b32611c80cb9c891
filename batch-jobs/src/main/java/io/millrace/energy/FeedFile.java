package io.millrace.energy;

import software.amazon.awssdk.core.SdkBytes;

/// A file of readings for the landing bucket.
///
/// @param key where it goes
/// @param contentType its media type
/// @param content its bytes
public record FeedFile(String key, String contentType, SdkBytes content) {}
