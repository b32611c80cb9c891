package io.millrace.operations;

import io.swagger.v3.oas.annotations.Hidden;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Answers where the server fails outside of Spring MVC: in a filter, or in reading the request. Spring Boot would
/// answer with a page of HTML.
@RestController
@Hidden
class FallbackProblems implements ErrorController {

    @RequestMapping("${spring.web.error.path:/error}")
    ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
        var status = status(request);
        var code = code(status);
        var problem = ApiException.problem(code, code.meaning());
        problem.setStatus(status.value());
        return ResponseEntity.status(status).body(problem);
    }

    /// Whoever calls the path itself finds nothing there.
    private static HttpStatusCode status(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatusCode.valueOf(code)
                : HttpStatus.NOT_FOUND;
    }

    static ApiCode code(HttpStatusCode status) {
        if (status.is5xxServerError()) {
            return ApiCode.INTERNAL_ERROR;
        }
        return status.isSameCodeAs(HttpStatus.NOT_FOUND) ? ApiCode.PATH_NOT_FOUND : ApiCode.INVALID_REQUEST;
    }
}
