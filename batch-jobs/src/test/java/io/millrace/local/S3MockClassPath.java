package io.millrace.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;

/// The class path of [S3MockProcess]: S3Mock's executable jar, unpacked, and the launcher's own classes. Ours would
/// show S3Mock our settings.
final class S3MockClassPath {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    private static final List<String> LAUNCHER =
            List.of("S3MockProcess", "S3MockProcess$1", "Terminal", "Remains", "Remains$1");

    private S3MockClassPath() {}

    /// Unpacks it into a directory.
    static String in(Path directory) throws IOException {
        var classes = directory.resolve("classes");
        var libraries = directory.resolve("lib");
        Files.createDirectories(libraries);
        try (var jar = new JarFile(jar().toFile())) {
            for (var entry : jar.stream().filter(entry -> !entry.isDirectory()).toList()) {
                var name = entry.getName();
                if (name.startsWith(CLASSES)) {
                    copy(jar.getInputStream(entry), classes.resolve(name.substring(CLASSES.length())));
                } else if (name.startsWith(LIBRARIES)) {
                    copy(jar.getInputStream(entry), libraries.resolve(name.substring(LIBRARIES.length())));
                }
            }
        }
        for (var name : LAUNCHER) {
            var file = "io/millrace/local/" + name + ".class";
            copy(resource("/" + file).openStream(), classes.resolve(file));
        }
        return classes + File.pathSeparator + libraries + File.separator + "*";
    }

    private static void copy(InputStream content, Path file) throws IOException {
        try (content) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.copy(content, file);
        }
    }

    private static Path jar() throws IOException {
        try {
            return Path.of(resource("/emulators/s3mock.jar").toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static URL resource(String name) throws IOException {
        var resource = S3MockClassPath.class.getResource(name);
        if (resource == null) {
            throw new IOException(
                    name + " is not on the class path; the build (phase process-test-resources) puts it there");
        }
        return resource;
    }
}
