package io.millrace.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class RoutesSettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withUserConfiguration(ArrivalConfiguration.class)
                    .withBean("pipelines", KnownJobs.class, () -> () -> Set.of("energy", "commerce"))
                    .withBean("extras", KnownJobs.class, () -> () -> Set.of("ticker"));

    private final ApplicationContextRunner oneRoute =
            runner.withPropertyValues(
                    "millrace.routes[0].name=first",
                    "millrace.routes[0].bucket=landing",
                    "millrace.routes[0].key=energy/**/*.json",
                    "millrace.routes[0].job=energy");

    @Test
    void hasNoRoutesByDefault() {
        runner.run(context -> assertThat(context.getBean(Routes.class).all()).isEmpty());
    }

    @Test
    void hasDefaultsForWhatNeedNotBeSet() {
        oneRoute.run(
                context ->
                        assertThat(context.getBean(Routes.class).all())
                                .containsExactly(
                                        new Route(
                                                "first",
                                                "landing",
                                                KeyPattern.of("energy/**/*.json"),
                                                "energy",
                                                Map.of(),
                                                ErrorBudget.DEFAULT)));
    }

    @Test
    void mapsEverySetting() {
        oneRoute.withPropertyValues(
                        "millrace.routes[0].parameters.site-count=10",
                        "millrace.routes[0].parameters.Mode=fast",
                        "millrace.routes[0].error-budget.share=0.01",
                        "millrace.routes[0].error-budget.count=25",
                        "millrace.routes[0].error-budget.min-records=100",
                        "millrace.routes[1].name=second",
                        "millrace.routes[1].bucket=landing",
                        "millrace.routes[1].key=ticker/*",
                        "millrace.routes[1].job=ticker")
                .run(
                        context ->
                                assertThat(context.getBean(Routes.class).all())
                                        .containsExactly(
                                                new Route(
                                                        "first",
                                                        "landing",
                                                        KeyPattern.of("energy/**/*.json"),
                                                        "energy",
                                                        Map.of("site-count", "10", "Mode", "fast"),
                                                        new ErrorBudget(0.01, 25, 100)),
                                                new Route(
                                                        "second",
                                                        "landing",
                                                        KeyPattern.of("ticker/*"),
                                                        "ticker",
                                                        Map.of(),
                                                        ErrorBudget.DEFAULT)));
    }

    @Test
    void mapsTheEnvironment() {
        var environment =
                Map.<String, Object>of(
                        "MILLRACE_ROUTES_0_NAME", "first",
                        "MILLRACE_ROUTES_0_BUCKET", "landing",
                        "MILLRACE_ROUTES_0_KEY", "energy/*",
                        "MILLRACE_ROUTES_0_JOB", "energy",
                        "MILLRACE_ROUTES_0_PARAMETERS_SITES", "10",
                        "MILLRACE_ROUTES_0_ERRORBUDGET_MINRECORDS", "7");

        runner.withInitializer(
                        context ->
                                context.getEnvironment()
                                        .getPropertySources()
                                        .addFirst(
                                                new SystemEnvironmentPropertySource(
                                                        "test-systemEnvironment", environment)))
                .run(
                        context ->
                                assertThat(context.getBean(Routes.class).all())
                                        .containsExactly(
                                                new Route(
                                                        "first",
                                                        "landing",
                                                        KeyPattern.of("energy/*"),
                                                        "energy",
                                                        Map.of("sites", "10"),
                                                        new ErrorBudget(0.5, ErrorBudget.UNLIMITED, 7))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name=                        | millrace.routes[0].name: is blank. Give it a short name.
                    name=My Route                | millrace.routes[0].name: 'My Route' is not a route's name: 1 to 64
                    bucket=                      | millrace.routes[0].bucket: is blank. Name the bucket that files land in.
                    bucket=s3://landing          | millrace.routes[0].bucket: 's3://landing' is not the name of a bucket
                    key=                         | millrace.routes[0].key: is blank. Use a pattern such as energy/**/*.json.
                    key=energy/                  | millrace.routes[0].key: 'energy/' takes only keys that end in '/'
                    key=**/*.json                | millrace.routes[0].key: '**/*.json' takes keys such as 'redrive/.json'
                    key=redrive/x                | millrace.routes[0].key: 'redrive/x' takes keys such as 'redrive/x', and
                    job=                         | millrace.routes[0].job: is blank. Name one of its jobs: commerce, energy
                    job=enrgy                    | Name one of its jobs: commerce, energy, ticker.
                    error-budget.share=1.5       | millrace.routes[0].error-budget.share: 1.5 is no share. Set a number from 0 to 1
                    error-budget.share=-0.1      | millrace.routes[0].error-budget.share: -0.1 is no share.
                    error-budget.share=NaN       | millrace.routes[0].error-budget.share: NaN is no share.
                    error-budget.count=-1        | millrace.routes[0].error-budget.count: -1 is negative. Set 0 or more
                    error-budget.min-records=-1   | millrace.routes[0].error-budget.min-records: -1 is negative.
                    """)
    void aMistakeStopsTheStartAndIsNamed(String setting, String message) {
        oneRoute.withPropertyValues("millrace.routes[0]." + setting)
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .isInstanceOf(InvalidRoutesException.class)
                                        .hasMessageStartingWith("The routes have a mistake in their settings:")
                                        .hasMessageContaining(message));
    }

    @Test
    void hasDefaultsForSets() {
        set("landing/{set}/{member}.csv", "a,b")
                .run(
                        context ->
                                assertThat(context.getBean(Routes.class).all())
                                        .singleElement()
                                        .satisfies(
                                                route -> {
                                                    assertThat(route.key()).hasToString("landing/*/*.csv");
                                                    assertThat(route.set())
                                                            .isEqualTo(
                                                                    new SetRule(
                                                                            "landing/{set}/{member}.csv",
                                                                            List.of("a", "b"),
                                                                            Duration.ofHours(6),
                                                                            true));
                                                }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x/{set}/y.csv           | a   | key: 'x/{set}/y.csv' must contain {set} and {member}, each once.
                    {set}/{set}/{member}    | a   | key: '{set}/{set}/{member}' must contain {set} and {member}, each once.
                    x/{set}-{member}.csv    | a   | key: 'x/{set}-{member}.csv' needs a '/' between {set} and {member}
                    x/{set}/*/{member}.csv  | a   | key: 'x/{set}/*/{member}.csv' contains a wildcard
                    {set}/{member}          | a   | takes keys such as 'redrive/
                    x/{set}/{member}        |     | set.members: [] are none.
                    x/{set}/{member}        | a,a | set.members: [a, a] have a name twice.
                    x/{set}/{member}        | a,*  | set.members: [a, *] have '*' among them
                    """)
    void aMistakeInASetStopsTheStartAndIsNamed(String key, @Nullable String members, String message) {
        set(key, members == null ? "" : members)
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .isInstanceOf(InvalidRoutesException.class)
                                        .hasMessageContaining(message));
    }

    private ApplicationContextRunner set(String key, String members) {
        return oneRoute.withPropertyValues(
                "millrace.routes[0].key=" + key, "millrace.routes[0].set.members=" + members);
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        runner.withPropertyValues("millrace.routes[0].error-budget.share=2", "millrace.routes[1].name=x")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .hasMessageStartingWith("The routes have 8 mistakes in their settings:")
                                        .hasMessageContaining("millrace.routes[0].name: is not set.")
                                        .hasMessageContaining("millrace.routes[0].bucket: is not set.")
                                        .hasMessageContaining("millrace.routes[0].key: is not set.")
                                        .hasMessageContaining("millrace.routes[0].job: is not set.")
                                        .hasMessageContaining("millrace.routes[0].error-budget.share: 2.0 is no share.")
                                        .hasMessageContaining("millrace.routes[1].job: is not set."));
    }

    @Test
    void overlappingRoutesStopTheStart() {
        withSecondRoute("second", "landing", "energy/2026/*")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .hasMessageContaining(
                                                "millrace.routes[1].key: 'energy/2026/*' and 'energy/**/*.json' of"
                                                        + " millrace.routes[0].key both take keys such as"
                                                        + " 'energy/2026/.json' of bucket landing."));
    }

    @Test
    void twoRoutesOfOneNameStopTheStart() {
        withSecondRoute("first", "elsewhere", "*")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .hasMessageContaining(
                                                "millrace.routes[1].name: 'first' is the name of"
                                                        + " millrace.routes[0].name too."));
    }

    @Test
    void theSamePatternInTwoBucketsIsNoMistake() {
        withSecondRoute("second", "elsewhere", "energy/**/*.json").run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void withoutJobsTheMessageSaysSo() {
        new ApplicationContextRunner()
                .withUserConfiguration(ArrivalConfiguration.class)
                .withPropertyValues("millrace.routes[0].job=energy")
                .run(
                        context ->
                                assertThat(context)
                                        .getFailure()
                                        .rootCause()
                                        .hasMessageContaining("It has no jobs at all"));
    }

    @Test
    void lazyStartsCheckTheRoutesToo() {
        oneRoute.withPropertyValues("millrace.routes[0].job=enrgy")
                .withInitializer(
                        context ->
                                context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void offersDeliveries() {
        runner.run(context -> assertThat(context).hasSingleBean(Deliveries.class));
    }

    private ApplicationContextRunner withSecondRoute(String name, String bucket, String key) {
        return oneRoute.withPropertyValues(
                "millrace.routes[1].name=" + name,
                "millrace.routes[1].bucket=" + bucket,
                "millrace.routes[1].key=" + key,
                "millrace.routes[1].job=ticker");
    }
}
