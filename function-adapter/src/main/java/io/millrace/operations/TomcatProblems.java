package io.millrace.operations;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;

/// Answers what Tomcat refuses before the application sees it, such as a URL with characters that no URL has. Tomcat
/// would answer with a page of HTML. Public because Tomcat makes it by its name.
public class TomcatProblems extends ErrorReportValve {

    private static final int ERROR = 400;

    /// The members of a problem document.
    private record Problem(String title, int status, String detail, String code) {}

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        // As in the class above: not when there is an answer already.
        if (response.getStatus() < ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var code = FallbackProblems.code(HttpStatusCode.valueOf(response.getStatus()));
        var problem = new Problem(code.status().getReasonPhrase(), response.getStatus(), code.meaning(), code.name());
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding("UTF-8");
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(JsonMapper.shared().writeValueAsString(problem));
                response.finishResponse();
            }
        } catch (IOException e) {
            container.getLogger().debug("A problem was not delivered", e);
        }
    }
}
