package io.millrace.operations;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JavaType;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;

/// Marks in the OpenAPI document what is always there: the components of our records that are not `@Nullable`. Fields
/// without a value are left out of answers, so that nothing is `null`.
@Component
class RequiredProperties implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        var resolved = chain.next().resolve(type, context, chain);
        var record = rawClass(type);
        if (resolved != null && record != null && record.isRecord()) {
            mark(resolved.get$ref() == null ? resolved : context.getDefinedModels().get(name(resolved)), record);
        }
        return resolved;
    }

    private static void mark(@Nullable Schema<?> schema, Class<?> record) {
        if (schema != null && schema.getProperties() != null) {
            Arrays.stream(record.getRecordComponents())
                    .filter(RequiredProperties::alwaysThere)
                    .map(RequiredProperties::jsonName)
                    .filter(schema.getProperties()::containsKey)
                    .forEach(schema::addRequiredItem);
        }
    }

    private static boolean alwaysThere(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && component.getAccessor().getAnnotation(JsonUnwrapped.class) == null;
    }

    private static String jsonName(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static @Nullable Class<?> rawClass(AnnotatedType type) {
        return switch (type.getType()) {
            case JavaType java -> java.getRawClass();
            case Class<?> raw -> raw;
            case null, default ->
                    type.getType() == null ? null : Json.mapper().constructType(type.getType()).getRawClass();
        };
    }

    private static String name(Schema<?> reference) {
        return reference.get$ref().substring(reference.get$ref().lastIndexOf('/') + 1);
    }
}
