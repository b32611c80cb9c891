package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.ClassUtils;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.stream.Collectors;

/// Job parameters as JSON. Each value is kept as the text that the conversion service makes of it, and comes back as
/// the type that it had.
final class StoredParameters {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConversionService conversion;

    StoredParameters(ConversionService conversion) {
        this.conversion = conversion;
    }

    String json(JobParameters parameters) {
        return JSON.writeValueAsString(parameters.parameters().stream().map(this::stored).toList());
    }

    private Stored stored(JobParameter<?> parameter) {
        String value = conversion.convert(parameter.value(), String.class);
        if (value == null || parameter.name().indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "Job parameter %s cannot be stored: it has no text, or a NUL character in it"
                            .formatted(parameter.name().replace('\0', '␀')));
        }
        return new Stored(parameter.name(), parameter.type().getName(), value, parameter.identifying());
    }

    JobParameters parameters(String json) {
        return new JobParameters(
                JSON.readValue(json, new TypeReference<List<Stored>>() {}).stream()
                        .map(stored -> parameter(stored, type(stored)))
                        .collect(Collectors.toSet()));
    }

    private <T> JobParameter<T> parameter(Stored stored, Class<T> type) {
        @Nullable T value = conversion.convert(stored.value(), type);
        if (value == null) {
            throw new IllegalStateException(
                    "Job parameter %s cannot be read: its text makes no %s".formatted(stored.name(), stored.type()));
        }
        return new JobParameter<>(stored.name(), value, type, stored.identifying());
    }

    private static Class<?> type(Stored stored) {
        try {
            return ClassUtils.forName(stored.type(), null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Job parameter %s cannot be read: its type %s is not on the class path"
                            .formatted(stored.name(), stored.type()),
                    e);
        }
    }

    private record Stored(String name, String type, String value, boolean identifying) {}
}
