package io.millrace.local;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// The process beside the local cloud: it runs S3Mock and outlives a cloud that is killed, just long enough to remove
/// what is left of it. It knows of the death from its standard input, which ends with the process that holds the other
/// side. Arguments: the cloud's directory, then S3Mock's own.
final class S3MockProcess {

    /// Sent before the end of the input by a cloud that clears up behind itself.
    static final int GOODBYE = 'q';

    /// Whether the cloud is dead, and what it left is being removed, the files of this program among it.
    private static volatile boolean removing;

    private S3MockProcess() {}

    public static void main(String... args) throws ReflectiveOperationException {
        Terminal.ignore();
        var remains = new Remains(Path.of(args[0]));
        Thread.ofPlatform().name("death-watch").start(() -> awaitDeath(remains));
        try {
            SpringApplication.withHook(
                    application -> {
                        application.addInitializers(S3MockProcess::stayOnLoopback);
                        return null;
                    },
                    () -> runS3Mock(Arrays.copyOfRange(args, 1, args.length)));
        } catch (Throwable e) {
            // While its files are removed it cannot start; the one who removes them must not be ended for that.
            if (!removing) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        }
    }

    /// By name: the compiler does not know S3Mock, whose libraries are not ours.
    private static void runS3Mock(String[] args) {
        try {
            Class.forName("com.adobe.testing.s3mock.S3MockApplication")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("S3Mock did not start", e);
        }
    }

    /// Its settings put only the port for HTTPS on an interface; that for HTTP would be open to the whole network.
    private static void stayOnLoopback(ConfigurableApplicationContext context) {
        context.getBeanFactory()
                .addBeanPostProcessor(
                        new BeanPostProcessor() {

                            @Override
                            public Object postProcessBeforeInitialization(Object bean, String name) {
                                if (name.equals("httpConnector")) {
                                    setAddress(bean);
                                }
                                return bean;
                            }
                        });
    }

    private static void setAddress(Object connector) {
        try {
            connector
                    .getClass()
                    .getMethod("setProperty", String.class, String.class)
                    .invoke(connector, "address", FreePort.LOOPBACK);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("S3Mock's port for HTTP cannot be kept from the network", e);
        }
    }

    private static void awaitDeath(Remains remains) {
        try {
            if (System.in.read() != GOODBYE) {
                removing = true;
                remains.removeUntilQuiet();
            }
        } catch (IOException | InterruptedException e) {
            // Nobody is left to be told but the log.
            System.err.println("The death watch ended: " + e);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
