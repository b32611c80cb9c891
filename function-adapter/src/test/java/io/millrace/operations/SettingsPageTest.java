package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Keeps `docs/settings.md` true: its tables have the components of all records of settings, and what
/// `application.yaml` sets beside them.
class SettingsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "settings.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (.*?) \\|(.*)\\|$", Pattern.MULTILINE);

    @Test
    void listsEverySettingWithItsDefault() throws IOException {
        assertThat(rows().map(row -> setting(row.group(1), row.group(2).replace("`", ""))))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(ofRecords(), ofYaml()).distinct().toList());
    }

    @Test
    void saysWhatEachMeans() throws IOException {
        assertThat(rows()).allSatisfy(row -> assertThat(row.group(3)).as(row.group(1)).isNotBlank());
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results();
    }

    private static String setting(String name, String value) {
        return name + " = " + value;
    }

    private static Stream<String> ofRecords() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.millrace").stream()
                .map(found -> ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), null))
                .flatMap(type -> ofRecord(type.getAnnotation(ConfigurationProperties.class).value(), type));
    }

    private static Stream<String> ofRecord(String prefix, Class<?> type) {
        return Stream.of(type.getDeclaredConstructors()[0].getParameters())
                .flatMap(
                        component -> {
                            var name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
                            if (component.getType().isRecord()) {
                                return ofRecord(name, component.getType());
                            }
                            var elements =
                                    ResolvableType.forType(component.getParameterizedType())
                                            .asCollection()
                                            .getGeneric()
                                            .resolve();
                            return elements != null && elements.isRecord()
                                    ? ofRecord(name + "[n]", elements)
                                    : Stream.of(setting(name, defaultOf(component)));
                        });
    }

    private static String defaultOf(Parameter component) {
        var value = component.getAnnotation(DefaultValue.class);
        return value == null ? "" : String.join(", ", value.value());
    }

    private static Stream<String> ofYaml() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        return List.copyOf(Objects.requireNonNull(yaml.getObject()).entrySet()).stream()
                .filter(entry -> entry.getKey().toString().startsWith("millrace."))
                .map(entry -> setting(entry.getKey().toString(), entry.getValue().toString()));
    }
}
