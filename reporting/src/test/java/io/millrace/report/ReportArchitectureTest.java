package io.millrace.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace", importOptions = DoNotIncludeTests.class)
class ReportArchitectureTest {

    @ArchTest
    static final ArchRule chartsAreDrawnHereAndNowhereElse =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.millrace.report..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.jfree..", "java.awt..");

    @ArchTest
    static final ArchRule whatAReportSaysDoesNotDependOnHowItIsDrawn =
            noClasses()
                    .that()
                    .haveNameMatching(
                            "io\\.millrace\\.report\\.(Report|Section|Fact|Figure|Series|Table|Axis|Largest|Entry)(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.jfree..", "java.awt..", "com.samskivert..");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)");
}
