package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

/// CSV files in S3, as RFC 4180 has them: fields between commas, quoted where they hold commas, quotes or line ends,
/// and a header that names the columns; UTF-8, plain or gzip, lines that end with LF or CRLF.
public final class CsvFiles {

    private final S3Objects objects;
    private final IoSettings settings;

    public CsvFiles(S3Objects objects, IoSettings settings) {
        this.objects = objects;
        this.settings = settings;
    }

    /// A reader of an object's records. It is new and not yet open; nothing has been fetched.
    ///
    /// Opened at [Position#START] it reads the header and throws if that is not what the mapping wants; so to check a
    /// file, open a reader of it and close it again.
    ///
    /// @param size the object's size as announced
    /// @param mapping which columns there must be, and what is made of a row
    public <T> RecordReader<T> reader(ObjectVersion object, long size, CsvMapping<T> mapping) {
        return new CsvRecordReader<>(object, () -> objects.open(object, size), mapping, settings);
    }
}
