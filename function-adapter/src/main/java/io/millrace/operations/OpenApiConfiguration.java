package io.millrace.operations;

import static org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;

import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The OpenAPI document: what Spring cannot tell from the controllers.
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String PROBLEM = "Problem";

    /// Any request can be answered so.
    private static final List<ApiCode> ALWAYS =
            List.of(ApiCode.FOREIGN_HOST, ApiCode.INTERNAL_ERROR, ApiCode.SERVICE_UNAVAILABLE);

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Millrace")
                                .version("1")
                                .license(new License().name("Apache 2.0").identifier("Apache-2.0"))
                                .description(
                                        """
                                        Watch and run Millrace: the runs that files became, their rejects, and what the pipelines made of them.

                                        **Lists** come in pages: `items`, and `next` unless the page is the last. Pass `next` on as `cursor` with all \
                                        other parameters unchanged, or follow the header `Link: <…>; rel="next"`.

                                        **Links** of an entry say where its parts are and what can be done with it now: each has a `method` and an \
                                        `href`. An action that is not there is not allowed in the run's state.

                                        **Times** are ISO 8601 in UTC. A time parameter takes a day too, for its first instant; `from` is \
                                        included and `to` is not.

                                        **Requests for a change** are answered with 202 as soon as they are taken down; `Location` is where \
                                        their effect shows.

                                        **Problems** are RFC 9457 documents with a stable `code`; docs/error-codes.md lists the codes. \
                                        Fields that have no value are absent.\
                                        """))
                // Relative to the document, so that it is right behind every proxy.
                .servers(List.of(new Server().url("/")));
    }

    @Bean
    OpenApiCustomizer problemSchema() {
        return api ->
                ModelConverters.getInstance(true)
                        .read(ProblemView.class)
                        .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
    }

    @Bean
    GlobalOperationCustomizer answers() {
        return (operation, method) -> {
            responses(method.getMethodAnnotation(Refuses.class))
                    .forEach((status, codes) -> document(operation, status, codes));
            if (Listing.class.isAssignableFrom(method.getMethod().getReturnType())) {
                Objects.requireNonNull(operation.getResponses().get("200"))
                        .addHeaderObject(HttpHeaders.LINK, nextLink());
            }
            return operation;
        };
    }

    private static Header nextLink() {
        return new Header()
                .description("`<…>; rel=\"next\"`, the URL of the next page (RFC 8288); absent on the last page.")
                .schema(new Schema<String>().types(Set.of("string")));
    }

    private static Map<HttpStatus, List<ApiCode>> responses(@Nullable Refuses refuses) {
        var special = refuses == null ? Stream.<ApiCode>empty() : Arrays.stream(refuses.value());
        return Stream.concat(special, ALWAYS.stream())
                .collect(Collectors.groupingBy(ApiCode::status, TreeMap::new, Collectors.toList()));
    }

    private static void document(Operation operation, HttpStatus status, List<ApiCode> codes) {
        var description =
                codes.stream()
                        .map(code -> "`%s`: %s".formatted(code.name(), code.meaning()))
                        .collect(Collectors.joining("\n\n"));
        var problem = new MediaType().schema(new Schema<Object>().$ref("#/components/schemas/" + PROBLEM));
        codes.forEach(code -> problem.addExamples(code.name(), example(code)));
        operation
                .getResponses()
                .addApiResponse(
                        Integer.toString(status.value()),
                        new ApiResponse()
                                .description(description)
                                .content(new Content().addMediaType(APPLICATION_PROBLEM_JSON_VALUE, problem)));
    }

    private static Example example(ApiCode code) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("title", code.status().getReasonPhrase());
        problem.put("status", code.status().value());
        problem.put("detail", code.meaning());
        problem.put(ApiException.CODE, code.name());
        return new Example().value(problem);
    }
}
