package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

/// JSON files in S3: one record a line, an array of records, or a single record; UTF-8, plain or gzip. What a file is,
/// its content says, not its name; only `.ndjson` and `.jsonl` (also with `.gz`) are taken at their word.
public final class JsonFiles {

    private final S3Objects objects;
    private final IoSettings settings;

    public JsonFiles(S3Objects objects, IoSettings settings) {
        this.objects = objects;
        this.settings = settings;
    }

    /// A reader of an object's records. It is new and not yet open; nothing has been fetched.
    ///
    /// @param size the object's size as announced
    /// @param mapper makes the records, see [JsonRecords#mapper]
    public <T> RecordReader<T> reader(ObjectVersion object, long size, RecordMapper<T> mapper) {
        return new JsonRecordReader<>(object, () -> objects.open(object, size), mapper, settings);
    }
}
