package io.millrace.report;

import io.millrace.run.Run;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A report that somebody wants.
///
/// @param kind what it is about
/// @param period the days that it covers; of a commerce report the business date
/// @param sites the sites that an energy report looks at, in alphabetical order; none for all
/// @param zone in which its days begin
record ReportRequest(ReportKind kind, ReportPeriod period, List<String> sites, ZoneId zone) {

    static final int MOST_SITES = 1000;

    private static final int LONGEST_SITE = 2048;
    private static final int HASH_BYTES = 8;
    private static final JsonMapper JSON = JsonMapper.shared();

    ReportRequest {
        sites = sites.stream().distinct().sorted().toList();
        if (kind == ReportKind.COMMERCE && period.days() != 1) {
            throw new InvalidReportException(
                    "period", "A commerce report is about one business date, such as 2026-11-19.");
        }
        if (kind != ReportKind.ENERGY && !sites.isEmpty()) {
            throw new InvalidReportException("sites", "Only energy reports are about sites; leave the field out.");
        }
        if (sites.size() > MOST_SITES || !sites.stream().allMatch(ReportRequest::canBeSite)) {
            throw new InvalidReportException(
                    "sites",
                    "The sites must be at most %d, each a name without control characters.".formatted(MOST_SITES));
        }
    }

    private static boolean canBeSite(String site) {
        return !site.isBlank()
                && site.length() <= LONGEST_SITE
                && site.codePoints().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(site);
    }

    /// The request that a run carries out.
    static ReportRequest of(Run run) {
        var parameters = run.parameters();
        return new ReportRequest(
                ReportKind.named(parameter(run, "kind")).orElseThrow(),
                ReportPeriod.parse(parameter(run, "period")),
                Arrays.asList(JSON.readValue(parameters.getOrDefault("sites", "[]"), String[].class)),
                ZoneId.of(parameter(run, "zone")));
    }

    private static String parameter(Run run, String name) {
        return Objects.requireNonNull(run.parameters().get(name), name);
    }

    /// What a run of it is given.
    Map<String, String> parameters() {
        var all = Map.of("kind", kind.id(), "period", period.text(), "zone", zone.getId());
        if (sites.isEmpty()) {
            return all;
        }
        var withSites = new TreeMap<>(all);
        withSites.put("sites", JSON.writeValueAsString(sites));
        return withSites;
    }

    /// Where the report lies in the results bucket; the same for the same kind, period and sites.
    String key() {
        var selection = sites.isEmpty() ? "" : hash() + "/";
        return "reports/%s/%s/%sreport.html".formatted(kind.id(), period.text(), selection);
    }

    private String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(sites));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
