package io.millrace.operations;

import io.swagger.v3.oas.annotations.Parameter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes the path variable that names a run.
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(description = "The run's id: 32 hexadecimal digits.", example = "d5aece85fa1577bef68726b499b74c60")
@interface AnyRun {}
