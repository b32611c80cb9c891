package io.millrace.io;

import io.millrace.arrival.ObjectVersion;

import org.springframework.util.unit.DataSize;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// An object that lies in memory instead of S3.
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StoredObject(String key, byte[] bytes) implements ObjectBytes {

    static StoredObject of(String key, String content) {
        return new StoredObject(key, content.getBytes(StandardCharsets.UTF_8));
    }

    StoredObject gzipped() {
        return new StoredObject(key, gzip(bytes));
    }

    static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    @Override
    public int read(long offset, byte[] into) {
        var from = (int) Math.min(offset, bytes.length);
        var part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + into.length));
        System.arraycopy(part, 0, into, 0, part.length);
        return part.length;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    <T> RecordReader<T> reader(RecordMapper<T> mapper, IoSettings settings) {
        return new JsonRecordReader<>(new ObjectVersion("landing", key, "v1", null), () -> this, mapper, settings);
    }

    <T> RecordReader<T> csvReader(CsvMapping<T> mapping, IoSettings settings) {
        return new CsvRecordReader<>(new ObjectVersion("landing", key, "v1", null), () -> this, mapping, settings);
    }

    static IoSettings settings(int blockSize, int maxRecordSize) {
        var defaults = IoSettings.defaults();
        return new IoSettings(
                DataSize.ofBytes(blockSize),
                defaults.maxObjectSize(),
                DataSize.ofBytes(maxRecordSize),
                defaults.gzip(),
                defaults.retry());
    }
}
