package io.millrace.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Refuses query parameters that a path does not know. A list asked for with `sate=FAILED` would otherwise be all runs,
/// and look like an answer.
class KnownParameters implements HandlerInterceptor {

    private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // The fields of a form are no query; no path reads forms, and says so better.
        if (handler instanceof HandlerMethod method && !isForm(request)) {
            var names = known.computeIfAbsent(method, KnownParameters::parameters);
            request.getParameterMap().forEach((name, values) -> check(name, values, names));
        }
        return true;
    }

    private static boolean isForm(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    private static void check(String name, String[] values, Set<String> known) {
        if (!known.contains(name)) {
            throw ApiException.of(ApiCode.UNKNOWN_PARAMETER, unknown(known)).with(ApiException.PARAMETER, name);
        }
        // PostgreSQL has no such character, and nothing that we keep can contain it.
        if (Arrays.stream(values).anyMatch(value -> value.indexOf('\0') >= 0)) {
            throw ApiException.invalidParameter(name, "The value has a NUL character.");
        }
    }

    private static String unknown(Set<String> known) {
        return known.isEmpty()
                ? "This path has no parameters."
                : "This path has no such parameter; it has %s.".formatted(String.join(", ", known));
    }

    private static Set<String> parameters(HandlerMethod method) {
        var names = new TreeSet<String>();
        for (var parameter : method.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestParam.class)) {
                names.add(name(parameter));
            } else if (parameter.hasParameterAnnotation(ParameterObject.class)) {
                for (var component : parameter.getParameterType().getRecordComponents()) {
                    names.add(component.getName());
                }
            }
        }
        return names;
    }

    private static String name(MethodParameter parameter) {
        var name = Objects.requireNonNull(parameter.getParameterAnnotation(RequestParam.class)).name();
        return name.isEmpty() ? parameter.getParameter().getName() : name;
    }
}
