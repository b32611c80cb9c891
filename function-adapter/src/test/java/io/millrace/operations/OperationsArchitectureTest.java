package io.millrace.operations;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "io.millrace.operations", importOptions = DoNotIncludeTests.class)
class OperationsArchitectureTest {

    @ArchTest
    static final ArchRule whatServesEveryPipelineKnowsNone =
            noClasses()
                    .that()
                    .resideInAPackage("io.millrace.operations")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.millrace.energy..",
                            "io.millrace.operations.energy..",
                            "io.millrace.commerce..",
                            "io.millrace.operations.commerce..",
                            "io.millrace.report..",
                            "io.millrace.operations.report..");

    @ArchTest
    static final ArchRule readingAndActingAreApart =
            classes()
                    .that()
                    .areAnnotatedWith(RestController.class)
                    .should(new HaveOneKindOfMethod(GetMapping.class, PostMapping.class));
}
