package io.millrace.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.infrastructure.item.ExecutionContext;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Execution contexts as text, in Batch's own serialised form.
final class Contexts {

    private final ExecutionContextSerializer serializer;

    Contexts(ExecutionContextSerializer serializer) {
        this.serializer = serializer;
    }

    String text(ExecutionContext context) {
        Map<String, Object> values = new HashMap<>();
        context.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            serializer.serialize(values, text);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The execution context cannot be serialised; keep values in it that can be", e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /// Reads a context.
    ///
    /// @param text null if none was kept
    ExecutionContext context(@Nullable String text) {
        if (text == null) {
            return new ExecutionContext();
        }
        try {
            return new ExecutionContext(
                    serializer.deserialize(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new IllegalArgumentException("The stored execution context cannot be read", e);
        }
    }
}
