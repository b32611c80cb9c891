package io.millrace.report;

import io.millrace.energy.ProcessedReading;
import io.millrace.run.CheckpointedState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The figures of an energy report, gathered reading by reading: sums by site and by part of the period, the worst
/// anomalies, and what is missing. They take room for the sites and the parts, however many readings there are. The
/// readings of a site must come in the order of time; the order of sites does not matter.
final class EnergyFigures implements CheckpointedState {

    /// How many anomalies are kept.
    static final int WORST = 20;

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Comparator<ProcessedReading> WORST_FIRST =
            Comparator.comparing(EnergyFigures::smallest)
                    .thenComparing(ProcessedReading::at)
                    .thenComparing(ProcessedReading::site);

    private final TimeBuckets buckets;
    private final Instant until;
    private final @Nullable Duration interval;

    private final SortedMap<String, Site> sites = new TreeMap<>();
    private final List<EnergySums> parts = new ArrayList<>();
    private final TreeSet<ProcessedReading> worst = new TreeSet<>(WORST_FIRST);

    /// @param until when readings cease to be expected
    /// @param interval in which a reading is expected; null if each site has its own, to be found out
    EnergyFigures(TimeBuckets buckets, Instant until, @Nullable Duration interval) {
        this.buckets = buckets;
        this.until = until;
        this.interval = interval;
        restore(null);
    }

    private static final class Site {
        private final Instant since;
        private EnergySums sums;
        private final Coverage coverage;

        private Site(Instant since, EnergySums sums, Coverage coverage) {
            this.since = since;
            this.sums = sums;
            this.coverage = coverage;
        }
    }

    /// @param since from when on readings of the site are expected
    private record SiteState(Instant since, EnergySums sums, Coverage.State coverage) {}

    private record State(Map<String, SiteState> sites, List<EnergySums> parts, List<ProcessedReading> worst) {}

    /// What is known of a site.
    record SiteFigures(String site, EnergySums sums, Coverage.Result coverage) {}

    void add(SiteReading next) {
        var site = sites.computeIfAbsent(next.site(), _ -> site(since(next)));
        var reading = next.reading();
        if (reading == null) {
            return;
        }
        site.sums = site.sums.plus(reading);
        site.coverage.add(reading.at());
        var part = buckets.of(reading.at());
        parts.set(part, parts.get(part).plus(reading));
        if (reading.anomaly()) {
            worst.add(reading);
            if (worst.size() > WORST) {
                worst.removeLast();
            }
        }
    }

    /// Of a new site nothing is expected before its first reading.
    private Instant since(SiteReading first) {
        return first.reading() != null && first.isNew() ? first.reading().at() : buckets.starts().getFirst();
    }

    private Site site(Instant since) {
        return site(new SiteState(since, EnergySums.NONE, Coverage.State.expecting(seconds())));
    }

    private Site site(SiteState state) {
        return new Site(state.since(), state.sums(), new Coverage(state.since(), until, state.coverage()));
    }

    private @Nullable Long seconds() {
        return interval == null ? null : interval.toSeconds();
    }

    private static BigDecimal smallest(ProcessedReading reading) {
        return reading.generated().min(reading.consumed());
    }

    @Override
    public String save() {
        var saved = new LinkedHashMap<String, SiteState>();
        sites.forEach((name, site) -> saved.put(name, new SiteState(site.since, site.sums, site.coverage.state())));
        return JSON.writeValueAsString(new State(saved, parts, List.copyOf(worst)));
    }

    @Override
    public void restore(@Nullable String saved) {
        var state =
                saved == null
                        ? new State(Map.of(), Collections.nCopies(buckets.size(), EnergySums.NONE), List.of())
                        : JSON.readValue(saved, State.class);
        sites.clear();
        state.sites().forEach((name, site) -> sites.put(name, site(site)));
        parts.clear();
        parts.addAll(state.parts());
        worst.clear();
        worst.addAll(state.worst());
    }

    TimeBuckets buckets() {
        return buckets;
    }

    /// The sites, in the order of their names.
    List<SiteFigures> sites() {
        var usual = usualInterval();
        return sites.entrySet().stream()
                .map(
                        site ->
                                new SiteFigures(
                                        site.getKey(), site.getValue().sums, site.getValue().coverage.result(usual)))
                .toList();
    }

    /// The interval of most sites; of several the shortest.
    private @Nullable Duration usualInterval() {
        var counts = new TreeMap<Duration, Integer>();
        for (var site : sites.values()) {
            var own = site.coverage.result(null).interval();
            if (own != null) {
                counts.merge(own, 1, Integer::sum);
            }
        }
        // Of entries with the same value the first one stays.
        return counts.entrySet().stream()
                .reduce((most, next) -> next.getValue() > most.getValue() ? next : most)
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /// The sums of each part of the period.
    List<EnergySums> parts() {
        return Collections.unmodifiableList(parts);
    }

    EnergySums total() {
        return parts.stream().reduce(EnergySums.NONE, EnergySums::plus);
    }

    /// The anomalies with the most negative quantities, these first.
    List<ProcessedReading> worst() {
        return List.copyOf(worst);
    }
}
