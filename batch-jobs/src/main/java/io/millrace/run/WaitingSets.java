package io.millrace.run;

import io.millrace.arrival.Route;
import io.millrace.arrival.Routes;
import io.millrace.arrival.SetRule;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Instant;
import java.util.List;

/// The sets of files that wait for some of their files, for reading.
@Component
public class WaitingSets {

    private final JdbcClient jdbc;
    private final FileSetStore sets;
    private final Routes routes;

    WaitingSets(JdbcClient jdbc, FileSetStore sets, Routes routes) {
        this.jdbc = jdbc;
        this.sets = sets;
        this.routes = routes;
    }

    /// A set that waits.
    ///
    /// @param files what is there, by name
    /// @param missing what it waits for; empty if its route is not part of this version
    /// @param openedAt when its first file arrived
    /// @param dueAt when a notification tells that it is incomplete
    public record WaitingSet(String route, FileSet files, List<String> missing, Instant openedAt, Instant dueAt) {}

    /// Sets in the order of route and key.
    ///
    /// @param route where to go on, with `key`; null to begin
    public List<WaitingSet> list(@Nullable String route, @Nullable String key, int limit) {
        List<Waiting> waiting =
                jdbc.sql(
                                """
                                SELECT * FROM millrace.file_set WHERE run_id IS NULL AND (route, set_key) > (?, ?)
                                ORDER BY route, set_key LIMIT ?\
                                """)
                        .params(route == null ? "" : route, key == null ? "" : key, limit)
                        .query(
                                (row, n) ->
                                        new Waiting(
                                                row.getString("route"),
                                                row.getString("set_key"),
                                                row.getInt("generation"),
                                                RunRows.instant(row, "opened_at"),
                                                RunRows.instant(row, "expected_at")))
                        .list();
        return waiting.stream().map(this::withFiles).toList();
    }

    private record Waiting(String route, String set, int generation, Instant openedAt, Instant dueAt) {}

    private WaitingSet withFiles(Waiting waiting) {
        Generation generation = sets.waiting(waiting.route(), waiting.set(), waiting.generation());
        return waiting(waiting.route(), generation, waiting.openedAt(), waiting.dueAt());
    }

    private WaitingSet waiting(String route, Generation generation, Instant openedAt, Instant dueAt) {
        SetRule rule = routes.named(route).map(Route::set).orElse(null);
        return new WaitingSet(
                route,
                new FileSet(generation.set(), generation.files()),
                rule == null ? List.of() : generation.missing(rule),
                openedAt,
                dueAt);
    }
}
