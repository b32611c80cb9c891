package io.millrace.operations;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.lang.annotation.Annotation;

/// Holds for classes that do not have methods of both annotations.
class HaveOneKindOfMethod extends ArchCondition<JavaClass> {

    private final Class<? extends Annotation> one;
    private final Class<? extends Annotation> other;

    HaveOneKindOfMethod(Class<? extends Annotation> one, Class<? extends Annotation> other) {
        super("not have methods with @%s and with @%s", one.getSimpleName(), other.getSimpleName());
        this.one = one;
        this.other = other;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        var both = has(type, one) && has(type, other);
        events.add(new SimpleConditionEvent(type, !both, type.getName() + (both ? " has both" : " has one")));
    }

    private static boolean has(JavaClass type, Class<? extends Annotation> annotation) {
        return type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(annotation));
    }
}
