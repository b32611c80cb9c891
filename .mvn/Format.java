import com.google.googlejavaformat.java.Main;

/// Formats every Java source of the project, or with `check` names those that are not formatted and fails. It runs as a
/// program of its own because the formatter parses with the compiler of its JVM, and the JVM of Maven may be older than
/// the language of the sources.
void main(String... arguments) throws Exception {
    var check = List.of(arguments).contains("check");
    var command = new ArrayList<>(List.of("--aosp", "--max-line-length=120"));
    command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    try (var files = Files.walk(Path.of(""))) {
        files.map(Path::toString)
                .filter(file -> file.endsWith(".java") && !file.contains("target" + File.separator))
                .sorted()
                .forEach(command::add);
    }

    var out = new PrintWriter(System.out, true);
    var err = new PrintWriter(System.err, true);
    var status = new Main(out, err, System.in).format(command.toArray(String[]::new));
    if (status != 0 && check) {
        err.println("These files are not formatted. To format them: ./mvnw -Pformat");
    }
    System.exit(status);
}
