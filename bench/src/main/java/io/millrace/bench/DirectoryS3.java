package io.millrace.bench;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Ranges of the files of a directory as S3 would give them, but without a network and a server that take longer than
/// what is to be measured.
final class DirectoryS3 implements S3Client {

    private final Path directory;

    DirectoryS3(Path directory) {
        this.directory = directory;
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        try {
            var file = FileChannel.open(directory.resolve(request.key()));
            var range = request.range().substring("bytes=".length()).split("-", -1);
            var from = Long.parseLong(range[0]);
            var last = Math.min(Long.parseLong(range[1]), file.size() - 1);
            var response =
                    GetObjectResponse.builder()
                            .contentLength(last - from + 1)
                            .contentRange("bytes %d-%d/%d".formatted(from, last, file.size()))
                            .build();
            return new ResponseInputStream<>(
                    response, AbortableInputStream.create(Channels.newInputStream(file.position(from))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
