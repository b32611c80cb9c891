package io.millrace.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// A request that is answered with a problem document (RFC 9457).
public final class ApiException extends ErrorResponseException {

    /// The field that names the parameter at fault.
    public static final String PARAMETER = "parameter";

    static final String CODE = "code";
    static final String ALLOWED = "allowed";

    private static final long serialVersionUID = 1L;

    private ApiException(ApiCode code, String detail, @Nullable Throwable cause) {
        super(code.status(), problem(code, detail), cause);
    }

    /// A problem.
    ///
    /// @param detail what is wrong here and what to do, for people
    public static ApiException of(ApiCode code, String detail) {
        return new ApiException(code, detail, null);
    }

    /// A problem with a cause, which the log shows and the answer does not.
    static ApiException of(ApiCode code, String detail, Throwable cause) {
        return new ApiException(code, detail, cause);
    }

    /// A query parameter with a value that it cannot have.
    public static ApiException invalidParameter(String name, String detail) {
        return of(ApiCode.INVALID_PARAMETER, detail).with(PARAMETER, name);
    }

    /// A query parameter that must be there.
    public static ApiException missingParameter(String name) {
        return of(ApiCode.MISSING_PARAMETER, "The parameter %s is required.".formatted(name)).with(PARAMETER, name);
    }

    /// A body that is not what is expected.
    ///
    /// @param field the path to the field at fault, such as `records[2].text`
    public static ApiException invalidBody(String field, String detail) {
        return of(ApiCode.INVALID_BODY, detail).with(PARAMETER, field);
    }

    /// Adds a field to the document.
    public ApiException with(String property, Object value) {
        getBody().setProperty(property, value);
        return this;
    }

    static ProblemDetail problem(ApiCode code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(code.status(), detail);
        problem.setProperty(CODE, code.name());
        return problem;
    }
}
