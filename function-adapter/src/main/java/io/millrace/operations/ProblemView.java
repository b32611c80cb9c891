package io.millrace.operations;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A problem document as it is documented; [ApiException] makes them.
@Schema(name = "Problem", description = "RFC 9457 problem details, `application/problem+json`.")
record ProblemView(
        @Schema(
                        description = "The HTTP status in words.",
                        example = "Conflict",
                        requiredMode = Schema.RequiredMode.REQUIRED)
                String title,
        @Schema(example = "409", requiredMode = Schema.RequiredMode.REQUIRED) int status,
        @Schema(
                        description = "What is wrong and what to do, for people.",
                        example =
                                "The run is COMPLETED, which does not allow to restart it. Nothing can be done with it"
                                        + " now.")
                String detail,
        @Schema(
                        description = "The path of the request.",
                        example = "/api/runs/d5aece85fa1577bef68726b499b74c60/restart")
                String instance,
        @Schema(
                        description = "Stable, for programs; docs/error-codes.md lists the codes.",
                        requiredMode = Schema.RequiredMode.REQUIRED)
                ApiCode code,
        @Schema(description = "Which parameter or field of the body is at fault, where one is.", example = "limit")
                @Nullable String parameter,
        @Schema(
                        description = "What is allowed instead: actions of a run, or methods of a path.",
                        example = "[\"restart\"]")
                @Nullable List<String> allowed,
        @Schema(description = "The state of the run, where that is the reason.") @Nullable String state,
        @Schema(description = "Of a fault of the server: what to look for in its log.") @Nullable String reference) {}
