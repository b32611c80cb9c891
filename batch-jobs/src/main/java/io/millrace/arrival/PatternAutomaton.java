package io.millrace.arrival;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A key pattern as a non-deterministic automaton. A state is an index into the steps; the one after the last accepts.
///
/// A regular expression would match as well, but takes exponential time for some patterns, and two of them cannot be
/// intersected.
final class PatternAutomaton {

    /// What stands in an example where any character may.
    static final char ANY_CHARACTER = 'x';

    static final int NONE = -1;

    private static final int FOLDERS_LENGTH = 3;

    private sealed interface Step {
        record Literal(int codePoint) implements Step {}

        /// One character, but not `/`.
        record One() implements Step {}

        /// Any number of characters; of `/` too if deep.
        record Any(boolean deep) implements Step {}

        /// Either on to the next two steps, which are "anything, then `/`", or past them.
        record Folders() implements Step {}
    }

    private final List<Step> steps;

    private PatternAutomaton(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    static PatternAutomaton of(String pattern) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < pattern.length(); ) {
            i += addStep(steps, pattern, i);
        }
        return new PatternAutomaton(steps);
    }

    /// Adds what stands at an index and answers how many chars of the pattern that was.
    private static int addStep(List<Step> steps, String pattern, int i) {
        if (pattern.startsWith("**/", i) && (i == 0 || pattern.charAt(i - 1) == '/')) {
            steps.addAll(List.of(new Step.Folders(), new Step.Any(true), new Step.Literal('/')));
            return "**/".length();
        }
        if (pattern.startsWith("**", i)) {
            steps.add(new Step.Any(true));
            return "**".length();
        }
        int codePoint = pattern.codePointAt(i);
        steps.add(
                switch (codePoint) {
                    case '*' -> new Step.Any(false);
                    case '?' -> new Step.One();
                    default -> new Step.Literal(codePoint);
                });
        return Character.charCount(codePoint);
    }

    boolean accepts(String key) {
        var states = new BitSet();
        enter(0, states);
        for (int i = 0; i < key.length() && !states.isEmpty(); i += Character.charCount(key.codePointAt(i))) {
            states = after(states, key.codePointAt(i));
        }
        return states.get(accepting());
    }

    private BitSet after(BitSet states, int codePoint) {
        var next = new BitSet(accepting() + 1);
        for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
            int successor = after(state, codePoint);
            if (successor != NONE) {
                enter(successor, next);
            }
        }
        return next;
    }

    private void enter(int state, BitSet states) {
        if (!states.get(state)) {
            states.set(state);
            for (int free : freeMoves(state)) {
                enter(free, states);
            }
        }
    }

    int accepting() {
        return steps.size();
    }

    /// The state in which this character leaves a state, or [#NONE] if the character is not possible in it.
    int after(int state, int codePoint) {
        if (state == accepting()) {
            return NONE;
        }
        return switch (steps.get(state)) {
            case Step.Literal literal -> literal.codePoint() == codePoint ? state + 1 : NONE;
            case Step.One() -> codePoint != '/' ? state + 1 : NONE;
            case Step.Any(var deep) -> deep || codePoint != '/' ? state : NONE;
            case Step.Folders() -> NONE;
        };
    }

    /// The states that follow a state without a character.
    int[] freeMoves(int state) {
        if (state == accepting()) {
            return new int[0];
        }
        return switch (steps.get(state)) {
            case Step.Literal _, Step.One _ -> new int[0];
            case Step.Any _ -> new int[] {state + 1};
            case Step.Folders _ -> new int[] {state + 1, state + FOLDERS_LENGTH};
        };
    }

    /// The one character that leaves a state if there is only one, else the other.
    int onlyCharacter(int state, int otherwise) {
        return state < accepting() && steps.get(state) instanceof Step.Literal(var codePoint) ? codePoint : otherwise;
    }
}
