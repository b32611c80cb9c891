package io.millrace.bench;

import io.millrace.bench.QueueProgram.Role;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Worker processes, of which one after the other is killed, or frozen and then thawed or killed. For each that was
/// killed another is started.
final class Victims implements AutoCloseable {

    private static final int MOST_OUTPUTS = 12;

    /// How many must be at work while another one is killed or frozen.
    private static final int AT_WORK = 2;

    private static final double KILLED_IN_ITS_SLEEP = 0.3;

    private final Starter starter;
    private final Duration longestFreeze;
    private final Random random;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> lastWords = new ArrayList<>();
    private int started;
    private int kills;
    private int freezes;

    /// Starts a worker under a name.
    @FunctionalInterface
    interface Starter {
        WorkerProcess start(String name, Role role) throws IOException;
    }

    Victims(Starter starter, Duration longestFreeze, long seed) {
        this.starter = starter;
        this.longestFreeze = longestFreeze;
        this.random = new Random(seed);
    }

    private static final class Worker {

        private final Role role;
        private final WorkerProcess process;
        private boolean working;
        private boolean frozen;
        private boolean doomed;
        private long thawsAt;

        Worker(Role role, WorkerProcess process) {
            this.role = role;
            this.process = process;
        }
    }

    void start(Role role) throws IOException {
        started++;
        workers.add(new Worker(role, starter.start(role.name().toLowerCase(Locale.ROOT) + "-" + started, role)));
    }

    /// Has those work that have started, thaws those whose time has come, and replaces those that ended by themselves.
    void look() throws IOException, InterruptedException {
        for (var worker : List.copyOf(workers)) {
            if (!worker.process.isAlive()) {
                throw new IllegalStateException(
                        "Worker %s ended by itself: %s".formatted(worker.process.name(), worker.process.lastLines()));
            }
            if (!worker.working && worker.process.isReady()) {
                worker.process.go();
                worker.working = true;
            }
            if (worker.frozen && System.nanoTime() - worker.thawsAt >= 0) {
                worker.frozen = false;
                if (worker.doomed) {
                    replace(worker);
                } else {
                    worker.process.thaw();
                }
            }
        }
    }

    private List<Worker> atWork() {
        return workers.stream().filter(worker -> worker.working && !worker.frozen).toList();
    }

    /// Whether enough are at work to lose one.
    boolean canLoseOne() {
        return atWork().size() > AT_WORK;
    }

    /// Kills or freezes one of those at work.
    void hitOne() throws IOException, InterruptedException {
        var atWork = atWork();
        var victim = atWork.get(random.nextInt(atWork.size()));
        if (random.nextBoolean()) {
            replace(victim);
        } else {
            freeze(victim);
        }
    }

    private void replace(Worker victim) throws IOException {
        victim.process.kill();
        kills++;
        keepLastWords(victim.process);
        workers.remove(victim);
        start(victim.role);
    }

    private void freeze(Worker victim) throws IOException, InterruptedException {
        var time = random.nextLong(longestFreeze.toNanos());
        victim.process.freeze();
        freezes++;
        victim.frozen = true;
        victim.doomed = random.nextDouble() < KILLED_IN_ITS_SLEEP;
        victim.thawsAt = System.nanoTime() + time;
    }

    private void keepLastWords(WorkerProcess process) {
        var lines = process.lastLines();
        lastWords.add("%s: %s".formatted(process.name(), lines.subList(Math.max(0, lines.size() - 3), lines.size())));
        if (lastWords.size() > MOST_OUTPUTS) {
            lastWords.removeFirst();
        }
    }

    /// Whether no one is frozen any more.
    boolean areAllAwake() {
        return workers.stream().noneMatch(worker -> worker.frozen);
    }

    void pause() {
        workers.stream().filter(worker -> worker.working).forEach(worker -> worker.process.pause());
    }

    /// Whether nobody works on anything any more.
    boolean arePaused() {
        return workers.stream().allMatch(worker -> worker.process.isPaused());
    }

    int kills() {
        return kills;
    }

    int freezes() {
        return freezes;
    }

    /// What the workers printed last.
    List<String> lastWords() {
        var all = new ArrayList<>(lastWords);
        workers.forEach(worker -> all.add("%s: %s".formatted(worker.process.name(), worker.process.lastLines())));
        return all;
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.process.close());
    }
}
