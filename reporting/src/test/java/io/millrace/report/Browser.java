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
    private static final Pattern ANSWER = Pattern.compile("<pre>BEGIN(.*?)END</pre>", Pattern.DOTALL);
    private static final String HEAD =
            """
            <!DOCTYPE html><meta charset=utf-8><meta name=color-scheme content="light dark">
            <style>body { margin: 0 } iframe { border: 0; display: block }</style>
            """;
    private static final String LISTENER =
            """
            <script>
            onmessage = ({ data }) =>
              document.querySelectorAll("pre")[data.at].textContent = "BEGIN" + data.answer + "END";
            </script>
            """;

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
    String picture(String name, String page, int width, int height, boolean dark) {
        var harness = HEAD + frame(file(name + ".html", page), width, height);
        var url = file("harness.html", harness).toUri().toString();
        var window = "--window-size=" + Math.max(500, width) + "," + height;
        run(dark, window, "--screenshot=" + DIRECTORY.resolve(name + ".png"), url);
        return read(DIRECTORY.resolve("chromium.log"));
    }

    /// What a script answers in each of the pages; they have none of their own and would not run one.
    List<String> ask(List<String> pages, int width, String script) {
        var harness = new StringBuilder(HEAD).append(LISTENER);
        for (var at = 0; at < pages.size(); at++) {
            var answer = "{at: " + at + ", answer: (() => {" + script + "})()}";
            var asking = "<script>onload = () => parent.postMessage(" + answer + ", '*')</script>";
            var open = pages.get(at).replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
            var page = file("asked-" + at + ".html", open.replace("</body>", asking + "</body>"));
            harness.append(frame(page, width, 1000)).append("<pre></pre>");
        }
        var url = file("harness.html", harness.toString()).toUri().toString();
        var dump = run(false, "--window-size=1400,1000", "--virtual-time-budget=10000", "--dump-dom", url);
        var answers = ANSWER.matcher(dump).results().map(result -> result.group(1)).toList();
        if (answers.size() != pages.size()) {
            throw new AssertionError(answers.size() + " of " + pages.size() + " pages answered");
        }
        return answers;
    }

    private static String frame(Path page, int width, int height) {
        return "<iframe src='%s' width=%d height=%d></iframe>".formatted(page.getFileName(), width, height);
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
