package io.millrace.run;

import org.springframework.test.context.TestPropertySource;

/// What the engine promises holds as well where three lanes work on a step at once.
@TestPropertySource(properties = {"scripted.in-lanes=true", "millrace.run.lanes=3"})
class EngineInLanesTest extends EngineTest {

    @Override
    int otherLanes() {
        return 2;
    }
}
