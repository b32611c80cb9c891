package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

@ApiTest
class OpenApiTest {

    @Autowired Api api;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    private JsonNode document() {
        return api.get("/openapi.json").json();
    }

    private static Stream<JsonNode> operations(JsonNode document) {
        return document.get("paths").valueStream().flatMap(JsonNode::valueStream);
    }

    @Test
    void isOpenApi31() {
        var document = document();

        assertThat(document.get("openapi").stringValue()).startsWith("3.1.");
        assertThat(document.at("/info/title").stringValue()).isEqualTo("Millrace");
    }

    @Test
    void hasEveryPathOfOurControllers() {
        var ours =
                mappings.getHandlerMethods().entrySet().stream()
                        .filter(mapping -> mapping.getValue().getBeanType().getPackageName().startsWith("io.millrace"))
                        .filter(
                                mapping ->
                                        !List.of(StatusPage.class, FallbackProblems.class)
                                                .contains(mapping.getValue().getBeanType()))
                        .flatMap(
                                mapping ->
                                        mapping.getKey().getPatternValues().stream()
                                                .flatMap(
                                                        path ->
                                                                mapping
                                                                        .getKey()
                                                                        .getMethodsCondition()
                                                                        .getMethods()
                                                                        .stream()
                                                                        .map(
                                                                                method ->
                                                                                        method.name()
                                                                                                        .toLowerCase(
                                                                                                                Locale
                                                                                                                        .ROOT)
                                                                                                + " "
                                                                                                + path)))
                        .toList();

        var documented =
                document()
                        .get("paths")
                        .propertyStream()
                        .flatMap(
                                path ->
                                        path.getValue().propertyNames().stream()
                                                .map(method -> method + " " + path.getKey()))
                        .toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(ours);
        assertThat(documented)
                .contains(
                        "get /api/runs",
                        "get /api/runs/{id}",
                        "get /api/runs/{id}/rejects",
                        "post /api/runs/{id}/rejects/redrive",
                        "post /api/arrivals",
                        "get /api/energy/sites/{site}/readings",
                        "get /fetchall");
    }

    @Test
    void thePageInTheDocumentationHasEveryPathToo() throws IOException {
        var page = java.nio.file.Files.readString(Path.of("..", "docs", "api.md"));

        assertThat(document().get("paths").propertyStream())
                .allSatisfy(
                        path ->
                                path.getValue()
                                        .propertyNames()
                                        .forEach(
                                                method ->
                                                        assertThat(page)
                                                                .contains(
                                                                        "`"
                                                                                + method.toUpperCase(Locale.ROOT)
                                                                                + " "
                                                                                + path.getKey()
                                                                                + "`")));
    }

    @Test
    void describesEveryOperationAndParameter() {
        var ids = new ArrayList<String>();

        operations(document())
                .forEach(
                        operation -> {
                            var id = operation.get("operationId").stringValue();
                            ids.add(id);
                            assertThat(operation.path("summary").stringValue("")).as(id).isNotBlank();
                            assertThat(operation.path("description").stringValue("")).as(id).isNotBlank();
                            assertThat(operation.path("tags")).as(id).hasSize(1);
                            operation
                                    .path("parameters")
                                    .forEach(
                                            parameter ->
                                                    assertThat(parameter.path("description").stringValue(""))
                                                            .as(id + " " + parameter.get("name"))
                                                            .isNotBlank());
                        });

        assertThat(ids).doesNotHaveDuplicates().noneMatch(id -> id.contains("_"));
    }

    @Test
    void documentsProblems() {
        operations(document())
                .forEach(
                        operation -> {
                            var responses = operation.get("responses");
                            assertThat(responses.propertyNames()).contains("421", "500", "503");
                            responses
                                    .propertyStream()
                                    .filter(response -> response.getKey().compareTo("400") >= 0)
                                    .forEach(
                                            response -> {
                                                var problem =
                                                        response.getValue().at("/content/application~1problem+json");
                                                assertThat(problem.at("/schema/$ref").stringValue(""))
                                                        .endsWith("/Problem");
                                                assertThat(problem.get("examples")).isNotEmpty();
                                            });
                        });
        assertThat(document().at("/paths/~1api~1runs~1{id}~1restart/post/responses").propertyNames())
                .contains("202", "404", "409");
    }

    @Test
    void everyListIsInPages() {
        operations(document())
                .filter(operation -> operation.get("operationId").stringValue().startsWith("list"))
                .forEach(
                        operation -> {
                            assertThat(operation.get("parameters").findValuesAsString("name"))
                                    .contains("limit", "cursor");
                            var schema =
                                    operation
                                            .at("/responses/200/content/application~1json/schema/$ref")
                                            .stringValue("");
                            var listing = document().at(schema.substring(1));
                            assertThat(listing.at("/properties/items/items/$ref").stringValue(""))
                                    .startsWith("#/components/");
                            assertThat(listing.at("/properties/next/type").stringValue("")).isEqualTo("string");
                            assertThat(listing.get("required").toString()).isEqualTo("[\"items\"]");
                        });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var document = document();

        assertThat(document.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(document.at(reference.substring(1)).isObject()).isTrue());
        assertThat(document.at("/components/schemas").valueStream())
                .allSatisfy(schema -> assertThat(schema.get("properties")).isNotEmpty());
    }

    @Test
    void saysWhatIsAlwaysThere() {
        var run = document().at("/components/schemas/Run");

        assertThat(run.get("required").toString())
                .contains("\"id\"", "\"totals\"")
                .doesNotContain("\"endedAt\"", "\"reason\"");
        assertThat(document().at("/components/schemas/Reading/required").toString()).contains("\"net_energy_kwh\"");
    }

    @Test
    void theLocalStartHasAPageForIt() {
        assertThat(api.get("/swagger-ui/index.html").text()).contains("Swagger UI");
    }
}
