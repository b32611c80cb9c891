package io.millrace.run;

import io.millrace.arrival.Arrival;
import io.millrace.arrival.Route;
import io.millrace.arrival.RunId;
import io.millrace.arrival.SetRule;
import io.millrace.run.RunStore.NewRun;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The files that came for a set key until its run was made.
///
/// @param set the set's key
/// @param number from 1; the files that come after a run was made are the next generation
/// @param request the request that had the set run again; null if none did
/// @param run its run; null while it waits for files
/// @param members by name
record Generation(String set, int number, @Nullable String request, @Nullable RunId run, Map<String, Arrival> members) {

    boolean has(String member, Arrival arrival) {
        Arrival own = members.get(member);
        return own != null && own.object().equals(arrival.object());
    }

    List<String> missing(SetRule rule) {
        return rule.members().stream().filter(member -> !members.containsKey(member)).toList();
    }

    /// The files that are there, in the order of their names.
    List<FileSet.Member> files() {
        return members.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(member -> member(member.getKey(), member.getValue()))
                .toList();
    }

    /// The run of a complete set.
    NewRun newRun(Route route, SetRule rule) {
        List<FileSet.Member> files =
                rule.members().stream().map(name -> member(name, Objects.requireNonNull(members.get(name)))).toList();
        boolean sized = files.stream().noneMatch(file -> file.size() == Arrival.UNKNOWN_SIZE);
        long size = sized ? files.stream().mapToLong(FileSet.Member::size).sum() : Arrival.UNKNOWN_SIZE;
        Instant announced =
                members.values().stream().map(Arrival::announcedAt).max(Comparator.naturalOrder()).orElseThrow();
        return new NewRun(
                RunId.of(files.stream().map(FileSet.Member::object).toList(), occasion()),
                route.job(),
                route.name(),
                route.parameters(),
                new Arrival(files.getFirst().object(), size, null, announced),
                new FileSet(set, files),
                null);
    }

    /// Tells the runs of the same files apart: files may come back after others had replaced them.
    private @Nullable String occasion() {
        return request != null || number <= 1 ? request : "generation " + number;
    }

    private static FileSet.Member member(String name, Arrival arrival) {
        return new FileSet.Member(name, arrival.object(), arrival.size());
    }
}
