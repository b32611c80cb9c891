package io.millrace.operations;

import io.millrace.arrival.ObjectVersion;
import io.millrace.run.FileSet;
import io.millrace.run.Reason;
import io.millrace.run.Run;
import io.millrace.run.RunAction;
import io.millrace.run.RunState;
import io.millrace.run.RunSummary;
import io.millrace.run.Totals;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// A run as it stands in lists.
@Schema(name = "Run")
record RunView(
        @Schema(
                        description =
                                "Follows from bucket, key and version (or eTag): anybody can compute it, see"
                                        + " docs/routes-and-arrivals.md.",
                        example = "d5aece85fa1577bef68726b499b74c60")
                String id,
        @Schema(example = "energy") String job,
        @Schema(description = "The route that took the arrival.", example = "energy") String route,
        @Schema(description = "The route's parameters.") Map<String, String> parameters,
        @Schema(description = "The file version that the run reads; of a set its first file, with the size of all.")
                ObjectView object,
        @Schema(description = "The files that the run takes together, if they are a set.") @Nullable SetView set,
        @Schema(description = "The run whose rejects this file carries, if it is a re-drive.") @Nullable String parent,
        RunState state,
        @Schema(description = "Why it is in that state, where the state does not say it all.")
                @Nullable ReasonView reason,
        @Schema(description = "1 for the first; a restart, a retry and a recovery after a crash add one.") int attempt,
        @Schema(description = "1 for the first invocation of the attempt; a continuation adds one.") int hop,
        @Schema(
                        description =
                                "How often in a row it has failed in a way that may pass; it is tried again after a"
                                        + " pause that doubles.")
                int failures,
        @Schema(
                        description =
                                "When somebody looks at it at the latest, to continue it or to try it again; absent if"
                                        + " it has ended for good.")
                @Nullable Instant dueAt,
        TotalsView totals,
        @Schema(description = "In per cent: bytes done of the object's size.", example = "42.5") double progress,
        @Schema(description = "When S3 announced the object.") Instant announcedAt,
        @Schema(description = "When the run was first seen.") Instant createdAt,
        @Schema(description = "The last change.") Instant updatedAt,
        @Schema(description = "When it ended; absent while it has not.") @Nullable Instant endedAt,
        @Schema(
                        description =
                                "By name: `self`, `rejects`, `hops`, `parent`, and what can be done with the run now,"
                                        + " and only that: `stop`, `restart`, `abandon`, `redrive`.")
                Map<String, Link> links) {

    private static final String RUN = "/api/runs/{id}";

    /// The file version that the run reads.
    @Schema(name = "StoredObject")
    record ObjectView(
            @Schema(example = "millrace-landing") String bucket,
            @Schema(example = "energy/2026/03/01/site-7.json") String key,
            @Nullable String versionId,
            @Nullable String eTag,
            @Schema(description = "In bytes, as announced; absent if the announcement did not say.")
                    @Nullable Long size) {

        static ObjectView of(ObjectVersion object, long size) {
            return new ObjectView(
                    object.bucket(), object.key(), object.versionId(), object.eTag(), size < 0 ? null : size);
        }
    }

    /// Files that a run takes together.
    @Schema(name = "FileSet")
    record SetView(
            @Schema(description = "What tells the sets of a route apart.", example = "2026-11-20") String key,
            @Schema(description = "By name.") Map<String, ObjectView> members) {

        static @Nullable SetView of(@Nullable FileSet set) {
            return set == null ? null : required(set);
        }

        static SetView required(FileSet set) {
            var members = new LinkedHashMap<String, ObjectView>();
            set.members().forEach(member -> members.put(member.name(), ObjectView.of(member.object(), member.size())));
            return new SetView(set.key(), members);
        }
    }

    /// Why something is as it is.
    @Schema(name = "Reason")
    record ReasonView(
            @Schema(description = "Stable; docs/error-codes.md lists the codes.", example = "ERROR_BUDGET_EXCEEDED")
                    String code,
            @Schema(description = "What happened, where, and what to do next, for people.") String text) {

        static @Nullable ReasonView of(@Nullable Reason reason) {
            return reason == null ? null : new ReasonView(reason.code(), reason.text());
        }
    }

    /// What became of the records: read = written + filtered + rejected at the end of every completed run.
    @Schema(name = "Totals")
    record TotalsView(
            @Schema(example = "1000") long read,
            @Schema(example = "997") long written,
            @Schema(example = "0") long filtered,
            @Schema(example = "3") long rejected) {

        static TotalsView of(Totals totals) {
            return new TotalsView(totals.read(), totals.written(), totals.filtered(), totals.rejected());
        }
    }

    static RunView of(RunSummary summary) {
        var run = summary.run();
        return new RunView(
                run.id().value(),
                run.job(),
                run.route(),
                run.parameters(),
                ObjectView.of(run.object(), run.size()),
                SetView.of(run.set()),
                run.parent() == null ? null : run.parent().value(),
                run.state(),
                ReasonView.of(run.reason()),
                run.attempt(),
                run.hop(),
                run.failures(),
                run.dueAt(),
                TotalsView.of(summary.totals()),
                rounded(summary.percent()),
                run.announcedAt(),
                run.createdAt(),
                run.updatedAt(),
                run.endedAt(),
                links(run, summary.totals()));
    }

    static Link link(Object id) {
        return Link.get(RUN, id);
    }

    private static Map<String, Link> links(Run run, Totals totals) {
        var links = new LinkedHashMap<String, Link>();
        links.put("self", link(run.id()));
        links.put("rejects", Link.get(RUN + "/rejects", run.id()));
        links.put("hops", Link.get(RUN + "/hops", run.id()));
        if (run.parent() != null) {
            links.put("parent", link(run.parent()));
        }
        for (var action : RunAction.values()) {
            if (RunAction.allowedIn(run.state()).contains(action)) {
                links.put(action.path(), Link.post(RUN + "/{action}", run.id(), action.path()));
            }
        }
        if (totals.rejected() > 0 && run.set() == null) {
            links.put("redrive", Link.post(RUN + "/rejects/redrive", run.id()));
        }
        return links;
    }

    /// To a tenth of a per cent, and never up to 100: that is for what is done.
    static double rounded(double percent) {
        return Math.floor(percent * 10) / 10;
    }
}
