package io.millrace.commerce;

/// What makes a product the best one. SQL knows the names.
public enum BestProductBy {
    /// The sum of its reviews' stars.
    POINTS,
    /// The number of its reviews.
    REVIEWS
}
