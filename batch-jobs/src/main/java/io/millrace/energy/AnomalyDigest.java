package io.millrace.energy;

import io.millrace.run.CheckpointedState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a run says about its anomalies: how many, at which sites, and the first few. It takes the same room whatever
/// the file: beyond [#SITES] sites it counts anomalies, not sites.
class AnomalyDigest implements CheckpointedState {

    static final int SITES = 20;
    static final int READINGS = 5;

    private static final int LONGEST_SITE = 60;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, Long> sites = new TreeMap<>();
    private final List<ProcessedReading> first = new ArrayList<>();
    private long total;

    /// Takes note of a reading if it is an anomaly.
    void add(ProcessedReading reading) {
        if (!reading.anomaly()) {
            return;
        }
        total++;
        if (first.size() < READINGS) {
            first.add(reading);
        }
        if (sites.size() < SITES || sites.containsKey(reading.site())) {
            sites.merge(reading.site(), 1L, Long::sum);
        }
    }

    boolean isEmpty() {
        return total == 0;
    }

    /// The digest so far, to go on from with [#restore(String)].
    @Override
    public @Nullable String save() {
        return isEmpty() ? null : JSON.writeValueAsString(new State(total, sites, first));
    }

    /// Goes back to a saved digest; null for an empty one.
    @Override
    public void restore(@Nullable String saved) {
        var state = saved == null ? State.EMPTY : JSON.readValue(saved, State.class);
        total = state.total();
        sites.clear();
        sites.putAll(state.sites());
        first.clear();
        first.addAll(state.first());
    }

    /// The subject of a notification: short, ASCII and without line breaks, as SNS wants it.
    String subject() {
        var somewhere =
                atFurtherSites() > 0 ? "at more than %d sites" : sites.size() == 1 ? "at 1 site" : "at %d sites";
        return "Millrace: " + anomalies(total) + " " + somewhere.formatted(sites.size());
    }

    /// The text of a notification.
    ///
    /// @param source what the readings came from, in a line: the file, the run
    String body(String source) {
        return """
        %s in %s

        By site:
        %s
        The first:
        %s\
        """
                .formatted(anomalies(total), source, bySite(), firstReadings());
    }

    private String bySite() {
        var lines =
                sites.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(site -> "%8d  %s%n".formatted(site.getValue(), shortened(site.getKey())))
                        .collect(Collectors.joining());
        return atFurtherSites() == 0 ? lines : lines + "%8d  more at further sites%n".formatted(atFurtherSites());
    }

    private String firstReadings() {
        return first.stream()
                .map(
                        reading ->
                                "  %s  %s: generated %s kWh, consumed %s kWh%n"
                                        .formatted(
                                                reading.at(),
                                                shortened(reading.site()),
                                                reading.generated(),
                                                reading.consumed()))
                .collect(Collectors.joining());
    }

    private long atFurtherSites() {
        return total - sites.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String anomalies(long count) {
        return count == 1 ? "1 anomaly" : count + " anomalies";
    }

    private static String shortened(String site) {
        return site.length() <= LONGEST_SITE ? site : site.substring(0, LONGEST_SITE) + "…";
    }

    private record State(long total, Map<String, Long> sites, List<ProcessedReading> first) {

        static final State EMPTY = new State(0, Map.of(), List.of());
    }
}
