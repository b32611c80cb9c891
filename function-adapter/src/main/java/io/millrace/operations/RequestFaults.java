package io.millrace.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// What Spring refuses by itself, in our codes and words: its own messages name Java classes.
final class RequestFaults {

    private RequestFaults() {}

    /// The problem for an exception of Spring MVC.
    static ApiException problem(Exception e, HttpStatusCode status) {
        return switch (e) {
            case MissingServletRequestParameterException missing ->
                    ApiException.missingParameter(missing.getParameterName());
            case BindException invalid -> invalid(invalid.getFieldError());
            case MethodArgumentTypeMismatchException mismatch -> invalid(mismatch.getName(), mismatch);
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable.getCause());
            case HttpRequestMethodNotSupportedException method -> method(method);
            case HttpMediaTypeNotSupportedException type ->
                    ApiException.of(
                            ApiCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON: Content-Type: application/json.");
            case HttpMediaTypeNotAcceptableException type ->
                    ApiException.of(
                            ApiCode.NOT_ACCEPTABLE,
                            "There is no answer in any media type of the header Accept; there is %s."
                                    .formatted(type.getSupportedMediaTypes()));
            case NoResourceFoundException path -> noPath();
            case NoHandlerFoundException path -> noPath();
            default ->
                    status.is4xxClientError()
                            ? ApiException.of(ApiCode.INVALID_REQUEST, "The request cannot be understood.")
                            : ApiException.of(ApiCode.INTERNAL_ERROR, "A fault of the server.", e);
        };
    }

    private static ApiException noPath() {
        return ApiException.of(ApiCode.PATH_NOT_FOUND, "There is nothing at this path; /openapi.json lists the paths.");
    }

    private static ApiException method(HttpRequestMethodNotSupportedException e) {
        var methods = e.getSupportedMethods();
        var allowed = methods == null ? List.<String>of() : List.of(methods);
        return ApiException.of(
                        ApiCode.METHOD_NOT_ALLOWED,
                        "The path does not know the method %s; it knows %s."
                                .formatted(e.getMethod(), String.join(", ", allowed)))
                .with(ApiException.ALLOWED, allowed);
    }

    private static ApiException invalid(@Nullable FieldError error) {
        return error == null || !error.contains(TypeMismatchException.class)
                ? ApiException.of(ApiCode.INVALID_REQUEST, "The parameters do not go together.")
                : invalid(error.getField(), error.unwrap(TypeMismatchException.class));
    }

    private static ApiException invalid(String parameter, TypeMismatchException e) {
        // Of a list of values Spring names the one at fault: state[1].
        var name = parameter.replaceFirst("\\[\\d+]$", "");
        return ApiException.invalidParameter(name, reason(e));
    }

    private static String reason(TypeMismatchException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidTextException ours) {
                return Objects.requireNonNull(ours.getMessage());
            }
            // Of a list the type of its entries, which the exception around it does not know.
            if (cause instanceof ConversionFailedException conversion
                    && conversion.getTargetType().getType().isEnum()) {
                return "The value must be one of %s.".formatted(names(conversion.getTargetType().getType()));
            }
        }
        return Number.class.isAssignableFrom(box(e.getRequiredType()))
                ? "The value must be a whole number."
                : "The value cannot be understood.";
    }

    private static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.joining(", "));
    }

    private static Class<?> box(@Nullable Class<?> type) {
        return type == null ? Object.class : type == int.class ? Integer.class : type == long.class ? Long.class : type;
    }

    private static ApiException unreadable(@Nullable Throwable cause) {
        return switch (cause) {
            case StreamConstraintsException limit ->
                    ApiException.of(
                            ApiCode.BODY_TOO_LARGE, "The body, or a part of it, is longer than the server reads.");
            case JacksonException json -> unexpected(path(json), json.getLocation());
            case null, default -> ApiException.of(ApiCode.INVALID_BODY, "There must be a body, of JSON.");
        };
    }

    private static ApiException unexpected(String field, @Nullable TokenStreamLocation location) {
        var place =
                location == null
                        ? ""
                        : "In line %d, column %d: ".formatted(location.getLineNr(), location.getColumnNr());
        return field.isEmpty()
                ? ApiException.of(ApiCode.INVALID_BODY, place + "the body is not the JSON that is expected.")
                : ApiException.invalidBody(
                        field, place + "the field %s is not expected, or not with such a value.".formatted(field));
    }

    /// The path to the field: `records[2].text`.
    private static String path(JacksonException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
