package io.millrace.io;

/// A place in a text, as editors count.
///
/// @param line from 1
/// @param column of the line's characters, from 1
record TextPosition(long line, long column) {}
