package io.millrace.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Chromium from the path, without a window: takes pictures, and tells what a page measures. Its windows cannot be as
/// small as a phone, so a page is shown in a frame.
record Browser(Path program) {

    private static final Path DIRECTORY = Path.of("target", "screenshots").toAbsolutePath();
    private static final Pattern ANSWER = Pattern.compile("<pre>BEGIN(.*)END</pre>", Pattern.DOTALL);

    /// None or one.
    static List<Browser> installed() {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, "chromium"))
                .filter(Files::isExecutable)
                .map(Browser::new)
                .limit(1)
                .toList();
    }

    /// Puts the page as a picture into `target/screenshots` and returns what the browser had to say about it.
    String picture(String name, String page, int width, boolean dark) {
        var height = Integer.parseInt(ask(name, page, width, "return document.documentElement.scrollHeight"));
        var file = file(name + ".html", page);
        var frame = file(name + "-frame.html", frame(file, width, height));
        var window = "--window-size=%d,%d".formatted(Math.max(500, width), height);
        run(dark, window, "--screenshot=" + DIRECTORY.resolve(name + ".png"), frame.toUri().toString());
        return read(DIRECTORY.resolve("chromium.log"));
    }

    /// What a script answers in the page; the page itself has none and would not run one.
    String ask(String name, String page, int width, String script) {
        var open = page.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
        var asking =
                "<script>addEventListener('load', () => parent.postMessage((() => {" + script + "})(), '*'))</script>";
        var file = file(name + "-asked.html", open.replace("</body>", asking + "</body>"));
        var frame =
                frame(file, width, 1000)
                        + "<pre></pre><script>onmessage = message =>"
                        + " document.querySelector('pre').textContent = 'BEGIN' + message.data + 'END'</script>";
        var url = file(name + "-frame.html", frame).toUri().toString();
        var answer =
                ANSWER.matcher(run(false, "--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom", url));
        if (!answer.find()) {
            throw new AssertionError("The page did not answer: " + url);
        }
        return answer.group(1);
    }

    private static String frame(Path page, int width, int height) {
        return """
        <!DOCTYPE html><meta charset=utf-8><meta name=color-scheme content="light dark">
        <style>body { margin: 0 } iframe { border: 0; display: block }</style>
        <iframe src="%s" width=%d height=%d></iframe>
        """
                .formatted(page.getFileName(), width, height);
    }

    private String run(boolean dark, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString(), "--headless", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of("--hide-scrollbars", "--enable-logging=stderr", "--allow-file-access-from-files"));
        command.add("--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
        command.addAll(List.of(arguments));
        var log = DIRECTORY.resolve("chromium.log");
        try {
            var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("The browser failed: " + read(log));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path file(String name, String content) {
        try {
            Files.createDirectories(DIRECTORY);
            return Files.writeString(DIRECTORY.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
