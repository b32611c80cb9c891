package io.millrace.arrival;

import static io.millrace.arrival.PatternAutomaton.ANY_CHARACTER;
import static io.millrace.arrival.PatternAutomaton.NONE;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/// Walks two automata through the same key at once, the shortest keys first.
///
/// A node is a pair of states, one of each; it is reached from an earlier node freely or by one character. Two states
/// that may both leave by many characters may both leave by an ordinary letter, so one character per pair of states is
/// enough to try, and the walk is finite and exact.
final class PatternIntersection {

    private final PatternAutomaton first;
    private final PatternAutomaton second;
    private final int width;
    private final int[] cameFrom;
    private final int[] cameBy;
    private final ArrayDeque<int[]> open = new ArrayDeque<>();

    private PatternIntersection(PatternAutomaton first, PatternAutomaton second) {
        this.first = first;
        this.second = second;
        this.width = second.accepting() + 1;
        this.cameFrom = new int[(first.accepting() + 1) * width];
        this.cameBy = new int[cameFrom.length];
        Arrays.fill(cameFrom, NONE);
    }

    /// A shortest text that both accept, or nothing.
    static Optional<String> shortest(PatternAutomaton first, PatternAutomaton second) {
        return new PatternIntersection(first, second).walk();
    }

    private Optional<String> walk() {
        open.add(new int[] {0, 0, NONE});
        while (!open.isEmpty()) {
            var step = open.removeFirst();
            int node = step[0];
            if (cameFrom[node] != NONE) {
                continue;
            }
            cameFrom[node] = step[1];
            cameBy[node] = step[2];
            if (node == cameFrom.length - 1) {
                return Optional.of(keyTo(node));
            }
            expand(node);
        }
        return Optional.empty();
    }

    private void expand(int node) {
        int a = node / width;
        int b = node % width;
        for (int free : first.freeMoves(a)) {
            open.addFirst(new int[] {free * width + b, node, NONE});
        }
        for (int free : second.freeMoves(b)) {
            open.addFirst(new int[] {a * width + free, node, NONE});
        }
        int character = first.onlyCharacter(a, second.onlyCharacter(b, ANY_CHARACTER));
        int nextA = first.after(a, character);
        int nextB = second.after(b, character);
        if (nextA != NONE && nextB != NONE) {
            open.addLast(new int[] {nextA * width + nextB, node, character});
        }
    }

    // The start is its own predecessor, which is how the way back ends.
    private String keyTo(int end) {
        var reversed = new StringBuilder();
        for (int node = end; node != 0; node = cameFrom[node]) {
            if (cameBy[node] != NONE) {
                reversed.appendCodePoint(cameBy[node]);
            }
        }
        return reversed.reverse().toString();
    }
}
