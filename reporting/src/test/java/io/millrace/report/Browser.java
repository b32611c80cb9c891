package io.millrace.report;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Chromium from the path, without a window: takes pictures, and tells what a page measures.
record Browser(Path program) {

    private static final Path DIRECTORY = Path.of("target", "screenshots");

    /// Whoever needs it assumes that it is not empty.
    static List<Browser> installed() {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, "chromium"))
                .filter(Files::isExecutable)
                .map(Browser::new)
                .limit(1)
                .toList();
    }

    /// The page as the browser shows it, as a picture in `target/screenshots`.
    void picture(String name, String html, int width, int height, boolean dark) {
        // A browser's window cannot be as small as a phone: the page is shown in a frame of the phone's width.
        var page = file(name + ".html", html);
        var frame = file(name + "-frame.html", frame(page, width, height));
        run(
                dark,
                "--window-size=%d,%d".formatted(Math.max(500, width), height),
                "--screenshot=" + DIRECTORY.resolve(name + ".png"),
                frame.toUri().toString());
    }

    /// What a script says about the page; the page under test itself has none and would not run one.
    String ask(String name, String html, int width, boolean dark, String script) {
        var open = html.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
        var asking =
                "<script>addEventListener('load',()=>{const"
                        + " answer=(()=>{%s})();parent.postMessage(answer,'*')})</script>";
        var page = file(name + "-asked.html", open.replace("</body>", asking.formatted(script) + "</body>"));
        var frame =
                frame(page, width, 1000)
                        + "<pre></pre><script>onmessage=e=>document.querySelector('pre').textContent='BEGIN'+e.data+'END'</script>";
        var dump =
                run(
                        dark,
                        "--window-size=1400,1000",
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        file(name + "-asking.html", frame).toUri().toString());
        var answer = Pattern.compile("<pre>BEGIN(.*)END</pre>", Pattern.DOTALL).matcher(dump);
        if (!answer.find()) {
            throw new AssertionError("The page did not answer: " + dump);
        }
        return answer.group(1);
    }

    private static String frame(Path page, int width, int height) {
        return "<!DOCTYPE html><meta name=color-scheme content='light"
                + " dark'><style>body{margin:0}iframe{border:0;display:block}</style>"
                + "<iframe src='%s' width=%d height=%d></iframe>".formatted(page.getFileName(), width, height);
    }

    private static Path file(String name, String content) {
        try {
            Files.createDirectories(DIRECTORY);
            return Files.writeString(DIRECTORY.resolve(name), content).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(boolean dark, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--allow-file-access-from-files",
                                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1)));
        command.addAll(List.of(arguments));
        try {
            var errors = DIRECTORY.resolve("chromium.log").toFile();
            var process = new ProcessBuilder(command).redirectError(errors).start();
            var out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("Chromium failed; see " + errors);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
