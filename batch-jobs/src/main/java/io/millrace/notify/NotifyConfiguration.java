package io.millrace.notify;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import software.amazon.awssdk.services.sns.SnsClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NotifySettings.class)
class NotifyConfiguration {

    private static final Logger log = LoggerFactory.getLogger(Notifications.class);

    @Bean
    Notifier notifier(NotifySettings settings, ObjectProvider<SnsClient> sns) {
        String topicArn = settings.topicArn();
        if (topicArn == null) {
            return notification -> log.info("Notification: {}", notification.subject());
        }
        return new SnsNotifier(sns.getObject(), topicArn);
    }
}
