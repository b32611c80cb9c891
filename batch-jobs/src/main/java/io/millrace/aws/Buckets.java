package io.millrace.aws;

import org.springframework.util.Assert;

/// The names of the buckets, settings `millrace.aws.buckets.*`.
///
/// @param landing where files arrive
/// @param results where pipelines put what they export
public record Buckets(String landing, String results) {

    public Buckets {
        Assert.hasText(landing, "millrace.aws.buckets.landing must name the bucket in which files arrive");
        Assert.hasText(results, "millrace.aws.buckets.results must name the bucket for results");
    }
}
