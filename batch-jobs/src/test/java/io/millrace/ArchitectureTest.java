package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The map of packages in ARCHITECTURE.md.
@AnalyzeClasses(packages = "io.millrace", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresDependOneWay = slices().matching("io.millrace.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theEngineKnowsNoPipelineAndItsPartsStandOnEachOther =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("io.millrace..")
                    .layer("arrival")
                    .definedBy("io.millrace.arrival..")
                    .layer("aws")
                    .definedBy("io.millrace.aws..")
                    .layer("due")
                    .definedBy("io.millrace.due..")
                    .layer("notify")
                    .definedBy("io.millrace.notify..")
                    .layer("reject")
                    .definedBy("io.millrace.reject..")
                    .layer("io")
                    .definedBy("io.millrace.io..")
                    .layer("batch")
                    .definedBy("io.millrace.batch..")
                    .layer("run")
                    .definedBy("io.millrace.run..")
                    .layer("export")
                    .definedBy("io.millrace.export..")
                    .layer("pipelines")
                    .definedBy("io.millrace.energy..", "io.millrace.commerce..")
                    .whereLayer("arrival")
                    .mayNotAccessAnyLayer()
                    .whereLayer("aws")
                    .mayNotAccessAnyLayer()
                    .whereLayer("due")
                    .mayNotAccessAnyLayer()
                    .whereLayer("notify")
                    .mayOnlyAccessLayers("due")
                    .whereLayer("batch")
                    .mayNotAccessAnyLayer()
                    .whereLayer("export")
                    .mayNotAccessAnyLayer()
                    .whereLayer("reject")
                    .mayOnlyAccessLayers("arrival", "aws", "due")
                    .whereLayer("io")
                    .mayOnlyAccessLayers("arrival", "reject")
                    .whereLayer("run")
                    .mayOnlyAccessLayers("arrival", "aws", "due", "notify", "reject", "io", "batch")
                    .whereLayer("pipelines")
                    .mayOnlyAccessLayers("arrival", "aws", "notify", "reject", "io", "run", "export");

    @ArchTest
    static final ArchRule onlyTheEngineStartsJobs =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.millrace.run..", "io.millrace.batch..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework.batch.core.launch..");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)");

    /// ArchUnit's own option knows the directory of the default build only, not that of `-Dquick`.
    static final class MainClasses implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
