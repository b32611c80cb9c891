package io.millrace.batch;

import org.springframework.batch.core.configuration.support.DefaultBatchConfiguration;
import org.springframework.batch.core.converter.DateToStringConverter;
import org.springframework.batch.core.converter.LocalDateTimeToStringConverter;
import org.springframework.batch.core.converter.LocalDateToStringConverter;
import org.springframework.batch.core.converter.LocalTimeToStringConverter;
import org.springframework.batch.core.converter.OffsetDateTimeToStringConverter;
import org.springframework.batch.core.converter.StringToDateConverter;
import org.springframework.batch.core.converter.StringToLocalDateConverter;
import org.springframework.batch.core.converter.StringToLocalDateTimeConverter;
import org.springframework.batch.core.converter.StringToLocalTimeConverter;
import org.springframework.batch.core.converter.StringToOffsetDateTimeConverter;
import org.springframework.batch.core.converter.StringToZonedDateTimeConverter;
import org.springframework.batch.core.converter.ZonedDateTimeToStringConverter;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.dao.DefaultExecutionContextSerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.batch.autoconfigure.BatchConversionServiceCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Spring Batch over the run store. Boot's configuration of Batch backs off where there is one of Batch's own, which
/// this one is.
@Configuration(proxyBeanMethods = false)
class BatchConfiguration extends DefaultBatchConfiguration {

    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactions;
    private final ObjectProvider<BatchConversionServiceCustomizer> conversions;
    private final ObjectProvider<ExecutionContextSerializer> serializers;

    BatchConfiguration(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ObjectProvider<BatchConversionServiceCustomizer> conversions,
            ObjectProvider<ExecutionContextSerializer> serializers) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.conversions = conversions;
        this.serializers = serializers;
    }

    /// Contexts are serialised by Java unless there is another serializer: it refuses what it cannot bring back when
    /// the context is saved, and not when a job is restarted.
    @Bean
    @Override
    public RunJobRepository jobRepository() {
        return new RunJobRepository(
                jdbc, transactions, conversion(), serializers.getIfAvailable(DefaultExecutionContextSerializer::new));
    }

    @Override
    protected PlatformTransactionManager getTransactionManager() {
        return transactions;
    }

    private ConversionService conversion() {
        var conversion = new DefaultConversionService();
        conversion.addConverter(new DateToStringConverter());
        conversion.addConverter(new StringToDateConverter());
        conversion.addConverter(new LocalDateToStringConverter());
        conversion.addConverter(new StringToLocalDateConverter());
        conversion.addConverter(new LocalTimeToStringConverter());
        conversion.addConverter(new StringToLocalTimeConverter());
        conversion.addConverter(new LocalDateTimeToStringConverter());
        conversion.addConverter(new StringToLocalDateTimeConverter());
        conversion.addConverter(new OffsetDateTimeToStringConverter());
        conversion.addConverter(new StringToOffsetDateTimeConverter());
        conversion.addConverter(new ZonedDateTimeToStringConverter());
        conversion.addConverter(new StringToZonedDateTimeConverter());
        conversions.orderedStream().forEach(customizer -> customizer.customize(conversion));
        return conversion;
    }
}
