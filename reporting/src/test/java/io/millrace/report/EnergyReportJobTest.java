package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Millrace;
import io.millrace.arrival.Arrival;
import io.millrace.arrival.Deliveries;
import io.millrace.arrival.Delivery;
import io.millrace.arrival.ObjectVersion;
import io.millrace.energy.Readings;
import io.millrace.io.Position;
import io.millrace.local.LocalCloud;
import io.millrace.local.LocalSpace;
import io.millrace.notify.Notifications;
import io.millrace.report.ReadingsOnFile.Line;
import io.millrace.run.Deadline;
import io.millrace.run.Dispatcher;
import io.millrace.run.Hop;
import io.millrace.run.Run;
import io.millrace.run.RunRequests.Requested;
import io.millrace.run.RunState;
import io.millrace.run.Runs;
import io.millrace.run.StopEarly;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import software.amazon.awssdk.services.s3.model.S3Object;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Energy reports from dropped files to published pages, in Berlin, where the clock is changed.
@SpringBootTest(
        classes = Millrace.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "millrace.run.chunk-size=100",
            "millrace.run.reserve=0s",
            "millrace.report.zone=Europe/Berlin",
            "millrace.report.base-url=https://millrace.example.org/"
        })
class EnergyReportJobTest {

    private static final LocalSpace SPACE = LocalCloud.shared().newSpace();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Autowired Dispatcher dispatcher;

    @Autowired Deliveries deliveries;

    @Autowired Runs runs;

    @Autowired Reports reports;

    @Autowired Readings readings;

    @Autowired Notifications notifications;

    @Autowired JdbcClient jdbc;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        SPACE.register(registry);
        registry.add("millrace.routes[0].name", () -> "energy");
        registry.add("millrace.routes[0].bucket", SPACE::landing);
        registry.add("millrace.routes[0].key", () -> "energy/**");
        registry.add("millrace.routes[0].job", () -> "energy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-29", "2026-10-25", "2026-07-01", "2026-W13", "2026-10", "2026-10-24..2026-10-26"})
    void addsUpWhatThePeriodHasAndNothingElse(String text) {
        var period = ReportPeriod.parse(text);
        var from = period.first().atStartOfDay(BERLIN).toInstant();
        var to = period.end().atStartOfDay(BERLIN).toInstant();
        // Readings on the first instant, the last one before the end, the end itself, and around.
        var sites = List.of(unique("north"), unique("south"));
        var lines =
                sites.stream()
                        .flatMap(
                                site ->
                                        Stream.concat(
                                                ReadingsOnFile.every(
                                                        Duration.ofMinutes(30),
                                                        site,
                                                        from.minus(Duration.ofHours(2)),
                                                        to.plus(Duration.ofHours(2)),
                                                        site.hashCode()),
                                                Stream.of(line(site, to.minusNanos(1), "0.1", "0.2"))))
                        .toList();
        drop(lines);

        var page = page(made(ReportKind.ENERGY, period, sites));

        var inside = lines.stream().filter(line -> !line.at().isBefore(from) && line.at().isBefore(to)).toList();
        for (var site : sites) {
            var own = inside.stream().filter(line -> line.site().equals(site)).toList();
            assertThat(page.row("Energy by site in kWh", site))
                    .containsExactly(
                            site,
                            plain(sum(own, Line::generated)),
                            plain(sum(own, Line::consumed)),
                            plain(sum(own, Line::generated).subtract(sum(own, Line::consumed))),
                            "%,d".formatted(own.size()));
            assertThat(page.row("Anomalies by site", site))
                    .startsWith(site, Long.toString(own.stream().filter(Line::isAnomaly).count()));
        }
        assertThat(page.column("Net balance in kWh", 4).stream().mapToLong(Long::parseLong).sum())
                .isEqualTo(inside.size());
        var byStart =
                inside.stream().collect(Collectors.groupingBy(line -> start(line.at(), period), Collectors.counting()));
        assertThat(page.column("Net balance in kWh", 4))
                .containsExactlyElementsOf(
                        byStart.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> entry.getValue().toString())
                                .toList());
    }

    /// The part of the period that the report should put it into: of the calendar, not of 24 hours.
    private static Instant start(Instant at, ReportPeriod period) {
        var days = period.days();
        if (days > 16) {
            return at.atZone(BERLIN).toLocalDate().atStartOfDay(BERLIN).toInstant();
        }
        return Instant.ofEpochSecond(at.getEpochSecond() / (days == 1 ? 300 : 3600) * (days == 1 ? 300 : 3600));
    }

    @Test
    void aDayOnWhichTheClockIsChangedHasItsHours() {
        var spring = unique("spring");
        var autumn = unique("autumn");
        drop(
                Stream.of(
                                hourly(spring, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"),
                                hourly(autumn, "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"))
                        .flatMap(lines -> lines)
                        .toList());

        assertThat(
                        page(made(ReportKind.ENERGY, ReportPeriod.parse("2026-03-29"), List.of(spring)))
                                .row("Expected and received", spring))
                .containsExactly(spring, "1 h", "23", "23", "100 %", "0");
        assertThat(
                        page(made(ReportKind.ENERGY, ReportPeriod.parse("2026-10-25"), List.of(autumn)))
                                .row("Expected and received", autumn))
                .containsExactly(autumn, "1 h", "25", "25", "100 %", "0");
    }

    @Test
    void namesWhatIsMissing() {
        var site = unique("gappy");
        var silent = unique("silent");
        var all = hourly(site, "2026-06-01T22:00:00Z", "2026-06-02T22:00:00Z").toList();
        drop(Stream.concat(all.subList(0, 5).stream(), all.subList(9, 24).stream()).toList());
        drop(hourly(silent, "2026-06-08T00:00:00Z", "2026-06-08T03:00:00Z").toList());

        var page = page(made(ReportKind.ENERGY, ReportPeriod.parse("2026-06-02"), List.of(site, silent)));

        assertThat(page.row("Expected and received", site)).containsExactly(site, "1 h", "24", "20", "83.3 %", "1");
        assertThat(page.row("Expected and received", silent)).containsExactly(silent, "1 h", "24", "0", "0 %", "1");
        assertThat(page.row("longest gaps", site))
                .containsExactly(site, "2026-06-02 05:00:00", "2026-06-02 09:00:00", "4 h", "4");
    }

    @Test
    void isOneReportUnlessAskedAgainWhichTakesWhatCameLate() {
        var site = unique("late");
        var period = ReportPeriod.parse("2026-05-04");
        drop(hourly(site, "2026-05-03T22:00:00Z", "2026-05-04T10:00:00Z").toList());
        var first = made(ReportKind.ENERGY, period, List.of(site));
        drop(hourly(site, "2026-05-04T10:00:00Z", "2026-05-04T22:00:00Z").toList());

        var same = reports.request(ReportKind.ENERGY, period, List.of(site), false);
        assertThat(same.isNew()).isFalse();
        assertThat(same.run().id()).isEqualTo(first.run());
        assertThat(page(first).row("Energy by site", site)).last().isEqualTo("12");

        var again = finished(reports.request(ReportKind.ENERGY, period, List.of(site), true), Deadline::none);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.key()).isEqualTo(first.key());
        assertThat(again.run()).isNotEqualTo(first.run());
        assertThat(page(again).row("Energy by site", site)).last().isEqualTo("24");
    }

    @Test
    void manyHopsMakeTheSameBytes() {
        var sites = List.of(unique("hop-a"), unique("hop-b"), unique("hop-c"));
        var period = ReportPeriod.parse("2026-05-11");
        drop(
                sites.stream()
                        .flatMap(
                                site ->
                                        ReadingsOnFile.every(
                                                Duration.ofMinutes(5),
                                                site,
                                                Instant.parse("2026-05-10T22:00:00Z"),
                                                Instant.parse("2026-05-11T21:00:00Z"),
                                                site.hashCode()))
                        .toList());
        var undisturbed = reports.html(made(ReportKind.ENERGY, period, sites)).orElseThrow();

        var request = reports.request(ReportKind.ENERGY, period, sites, true);
        var hopped = finished(request, () -> chunks(2));

        assertThat(runs.hops(hopped.run(), 100)).hasSizeGreaterThan(3);
        assertThat(runs.hops(hopped.run(), 100)).extracting(Hop::cause).contains(Hop.Cause.CONTINUED);
        assertThat(reports.html(hopped).orElseThrow()).isEqualTo(undisturbed);
    }

    @Test
    void aWorkerThatTakesOverMakesTheSameBytes() {
        var sites = List.of(unique("dead-a"), unique("dead-b"));
        var period = ReportPeriod.parse("2026-05-12");
        drop(
                sites.stream()
                        .flatMap(
                                site ->
                                        ReadingsOnFile.every(
                                                Duration.ofMinutes(5),
                                                site,
                                                period.from(BERLIN),
                                                period.to(BERLIN),
                                                site.hashCode()))
                        .toList());
        var undisturbed = reports.html(made(ReportKind.ENERGY, period, sites)).orElseThrow();
        var again = reports.request(ReportKind.ENERGY, period, sites, true);
        var chunks = new AtomicInteger();

        var report =
                finished(
                        again,
                        () ->
                                () -> {
                                    if (chunks.getAndIncrement() == 3) {
                                        takeOver(again);
                                    }
                                    return Duration.ofHours(1);
                                });

        assertThat(runs.hops(report.run(), 100))
                .extracting(Hop::cause)
                .containsExactly(Hop.Cause.ARRIVED, Hop.Cause.RECOVERED);
        assertThat(reports.html(report).orElseThrow()).isEqualTo(undisturbed);
    }

    /// While the first worker pauses in the middle of the readings.
    private void takeOver(Requested request) {
        var id = request.run().id();
        jdbc.sql("UPDATE millrace.run SET lease_until = clock_timestamp() WHERE id = ?").param(id.value()).update();
        CompletableFuture.runAsync(
                        () -> dispatcher.handle(deliveries.write(new Delivery.Continue(id)), Deadline.none()),
                        Thread::startVirtualThread)
                .join();
    }

    @Test
    void aReaderGoesOnAtEveryRecord() {
        var sites = List.of(unique("r-a"), unique("r-b"), unique("r-c"));
        var from = Instant.parse("2026-05-20T00:00:00Z");
        var to = Instant.parse("2026-05-20T03:00:00Z");
        // Around the period there are more, and the second site has none in it.
        drop(
                Stream.of(
                                hourly(sites.get(0), "2026-05-19T22:00:00Z", "2026-05-20T05:00:00Z"),
                                hourly(sites.get(1), "2026-05-20T03:00:00Z", "2026-05-20T04:00:00Z"),
                                hourly(sites.get(2), "2026-05-20T01:00:00Z", "2026-05-20T04:00:00Z"))
                        .flatMap(lines -> lines)
                        .toList());
        var all = read(new SiteReadingsReader(readings, sites, from, to), Position.START, 100).items();
        assertThat(all)
                .extracting(SiteReading::site)
                .containsExactly(sites.get(0), sites.get(0), sites.get(0), sites.get(1), sites.get(2), sites.get(2));

        for (var stop = 0; stop <= all.size(); stop++) {
            var begun = read(new SiteReadingsReader(readings, sites, from, to), Position.START, stop);
            var rest = read(new SiteReadingsReader(readings, sites, from, to), begun.position(), 100);

            assertThat(Stream.concat(begun.items().stream(), rest.items().stream())).isEqualTo(all);
            assertThat(rest.position().records()).isEqualTo(all.size());
        }
    }

    @Test
    void readsAllSitesIfNoneAreChosen() {
        drop(hourly(unique("any"), "2026-05-21T00:00:00Z", "2026-05-21T03:00:00Z").toList());
        var period = ReportPeriod.parse("2026-05-21");

        var reader = new SiteReadingsReader(readings, List.of(), period.from(BERLIN), period.to(BERLIN));

        assertThat(read(reader, Position.START, Integer.MAX_VALUE).items())
                .extracting(SiteReading::site)
                .containsAll(readings.sites(1000, null).items());
    }

    private record Read(List<SiteReading> items, Position position) {}

    private static Read read(SiteReadingsReader reader, Position from, int most) {
        var items = new ArrayList<SiteReading>();
        reader.open(from);
        for (var n = 0; n < most; n++) {
            var item = reader.read();
            if (item == null) {
                break;
            }
            items.add(item.value());
        }
        return new Read(items, reader.position());
    }

    @Test
    void saysSoWhereThereIsNoData() {
        var page = page(made(ReportKind.ENERGY, ReportPeriod.parse("2026-02"), List.of(unique("nowhere"))));

        assertThat(page.text()).contains("There are no readings in this period.");
    }

    @Test
    void aNotificationCarriesTheLinkAndTheIndexListsIt() {
        var report = made(ReportKind.ENERGY, ReportPeriod.parse("2026-W20"), List.of(unique("linked")));

        assertThat(notifications.list(null, 100))
                .filteredOn(sent -> report.run().value().equals(sent.run()))
                .singleElement()
                .satisfies(
                        sent -> {
                            assertThat(sent.notification().subject())
                                    .isEqualTo("The energy report of 2026-W20 is there");
                            assertThat(sent.notification().body())
                                    .contains(
                                            "https://millrace.example.org/api/reports/" + report.id(),
                                            "s3://" + SPACE.results() + "/" + report.key());
                        });
        assertThat(index()).contains("href=\"" + report.key().replaceFirst("^reports/", "") + "\"");
    }

    @Test
    void oldOnesAreForgottenAndCanBeMadeAnew() {
        var site = unique("old");
        var period = ReportPeriod.parse("2026-01-01..2026-01-03");
        var old = made(ReportKind.ENERGY, period, List.of(site));
        var young = made(ReportKind.ENERGY, period, List.of(unique("young")));
        jdbc.sql("UPDATE millrace.report SET made_at = made_at - interval '91 days' WHERE id = ?")
                .param(old.id())
                .update();

        assertThat(reports.expire()).isEqualTo(1);
        assertThat(reports.expire()).isZero();

        assertThat(reports.find(old.id())).isEmpty();
        assertThat(keys()).doesNotContain(old.key()).contains(young.key(), "reports/index.html");
        assertThat(index()).doesNotContain(old.key().replaceFirst("^reports/", ""));
        assertThat(reports.request(ReportKind.ENERGY, period, List.of(site), false).isNew()).isTrue();
    }

    private static Stream<Line> hourly(String site, String from, String to) {
        return ReadingsOnFile.every(Duration.ofHours(1), site, Instant.parse(from), Instant.parse(to), site.hashCode());
    }

    private static Line line(String site, Instant at, String generated, String consumed) {
        return new Line(site, at, new BigDecimal(generated), new BigDecimal(consumed));
    }

    private static BigDecimal sum(List<Line> lines, Function<Line, BigDecimal> quantity) {
        return lines.stream().map(quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String plain(BigDecimal quantity) {
        var parts = quantity.stripTrailingZeros().toPlainString();
        var point = parts.indexOf('.');
        var whole = point < 0 ? parts : parts.substring(0, point);
        return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",") + (point < 0 ? "" : parts.substring(point));
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private void drop(List<Line> lines) {
        var content = ReadingsOnFile.ndjson(lines);
        var key = "energy/" + UUID.randomUUID() + ".ndjson";
        var object = new ObjectVersion(SPACE.landing(), key, SPACE.put(key, content), null);
        var arrival = new Arrival(object, content.length, null, Instant.parse("2026-11-20T12:00:00Z"));
        dispatcher.handle(deliveries.write(new Delivery.Arrivals(List.of(arrival))), Deadline.none());
        assertThat(runs.find(arrival.runId()).orElseThrow().totals().written()).isEqualTo(lines.size());
    }

    private PublishedReport made(ReportKind kind, ReportPeriod period, List<String> sites) {
        return finished(reports.request(kind, period, sites, false), Deadline::none);
    }

    private PublishedReport finished(Requested request, Supplier<Deadline> deadline) {
        var id = request.run().id();
        for (var hops = 0; hops < 100 && state(request.run()) == RunState.STARTED; hops++) {
            dispatcher.handle(deliveries.write(new Delivery.Continue(id)), deadline.get());
        }
        assertThat(state(request.run())).isEqualTo(RunState.COMPLETED);
        return reports.list(null, 1000).stream().filter(made -> made.run().equals(id)).findFirst().orElseThrow();
    }

    private RunState state(Run run) {
        return runs.find(run.id()).orElseThrow().run().state();
    }

    private static Deadline chunks(int chunks) {
        var left = new AtomicInteger(chunks);
        return new StopEarly(() -> left.getAndDecrement() > 0);
    }

    private ReportPage page(PublishedReport report) {
        return ReportPage.of(reports.html(report).orElseThrow());
    }

    private static String index() {
        return LocalCloud.shared()
                .s3()
                .getObjectAsBytes(get -> get.bucket(SPACE.results()).key("reports/index.html"))
                .asUtf8String();
    }

    private static List<String> keys() {
        return LocalCloud.shared().s3().listObjectsV2(list -> list.bucket(SPACE.results())).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
