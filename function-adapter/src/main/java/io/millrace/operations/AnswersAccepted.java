package io.millrace.operations;

import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says in the OpenAPI document that a method takes a request down and answers before it is carried out.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
        responseCode = "202",
        description = "Accepted: it is on its way.",
        headers =
                @Header(
                        name = "Location",
                        description = "Where its effect shows.",
                        schema = @Schema(type = "string", format = "uri-reference")))
public @interface AnswersAccepted {}
