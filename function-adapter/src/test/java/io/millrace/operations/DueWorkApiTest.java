package io.millrace.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.notify.Notification;
import io.millrace.notify.Notifications;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.StreamSupport;

@ApiTest
class DueWorkApiTest {

    private static final String RUN = "0123456789abcdef0123456789abcdef";

    @Autowired Api api;

    @Autowired JdbcClient jdbc;

    @Autowired Notifications notifications;

    /// One item of each kind that has failed, due one after the other, and one that nothing is wrong with.
    @BeforeEach
    void somethingFails() {
        jdbc.sql(
                        """
                        INSERT INTO millrace.run (id, job, route, parameters, bucket, object_key, state)
                        VALUES (?, 'energy', 'energy', '{}', 'b', 'k', 'COMPLETED') ON CONFLICT DO NOTHING\
                        """)
                .param(RUN)
                .update();
        jdbc.sql("DELETE FROM millrace.redrive WHERE run_id = ?").param(RUN).update();
        jdbc.sql("DELETE FROM millrace.reject WHERE run_id = ?").param(RUN).update();
        jdbc.sql("DELETE FROM millrace.notification WHERE run_id = ?").param(RUN).update();
        jdbc.sql(
                        """
                        INSERT INTO millrace.reject (run_id, step, record, byte_offset, code, reason, raw, raw_length,
                          due_at, attempts, last_error)
                        SELECT ?, 'load', n, 0, 'MISSING_FIELD', 'r', 'x', 1, timestamptz '2999-01-01 00:00:01Z', n, error
                        FROM (VALUES (1, NULL), (2, E'The queue\\nrefused \\x1b[31mit\\u202e')) AS v (n, error)\
                        """)
                .param(RUN)
                .update();
        jdbc.sql(
                        """
                        INSERT INTO millrace.redrive (id, run_id, object_key, due_at, attempts, last_error)
                        VALUES ('redrive-1', ?, 'k', timestamptz '2999-01-01 00:00:02Z', 3, 'The bucket is gone')\
                        """)
                .param(RUN)
                .update();
        notifications.keep(RUN, new Notification("test", "Subject", "Body"));
        jdbc.sql(
                        """
                        UPDATE millrace.notification SET due_at = timestamptz '2999-01-01 00:00:03Z', attempts = 4,
                          last_error = 'The channel is down' WHERE run_id = ?\
                        """)
                .param(RUN)
                .update();
    }

    @Test
    void showsWhatFailedOfEveryKindInTheOrderOfTheirTimes() {
        var items = ours(api.get("/api/due-work"));

        assertThat(items.stream().map(item -> item.get("kind").stringValue()))
                .containsExactly("rejects", "redrives", "notifications");
        assertThat(items.getFirst().toString())
                .isEqualTo(
                        """
                        {"kind":"rejects","id":"%1$s/load/2","run":"%1$s","attempts":2,"dueAt":"2999-01-01T00:00:01Z",\
                        "error":"The queue refused  [31mit ","links":{"run":{"method":"GET","href":"/api/runs/%1$s"}}}\
                        """
                                .formatted(RUN));
        assertThat(items.get(1).get("id").stringValue()).isEqualTo("redrive-1");
        assertThat(items.get(1).get("error").stringValue()).isEqualTo("The bucket is gone");
        assertThat(items.getLast().get("attempts").intValue()).isEqualTo(4);
    }

    @Test
    void whatIsDoneIsNoLongerThere() {
        jdbc.sql("UPDATE millrace.redrive SET due_at = NULL, last_error = NULL WHERE run_id = ?").param(RUN).update();

        assertThat(ours(api.get("/api/due-work")).stream().map(item -> item.get("kind").stringValue()))
                .containsExactly("rejects", "notifications");
    }

    @Test
    void hasAtMostAsManyAsWereAskedFor() {
        assertThat(api.get("/api/due-work?limit=1").items()).hasSize(1);
        assertThat(ours(api.get("/api/due-work?limit=1000"))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,     INVALID_PARAMETER, limit",
        "limit=1001,  INVALID_PARAMETER, limit",
        "limit=many,  INVALID_PARAMETER, limit",
        "kind=reject, UNKNOWN_PARAMETER, kind"
    })
    void refusesWhatItDoesNotKnow(String query, String code, String parameter) {
        var problem = api.get("/api/due-work?" + query).problem(400, code);

        assertThat(problem.get("parameter").stringValue()).isEqualTo(parameter);
    }

    @Test
    void aNotificationSaysHowOftenItWasTriedAndWhenItIsTriedNext() {
        var kept =
                api.walk("/api/notifications?limit=1000").stream()
                        .filter(notification -> notification.path("run").stringValue("").equals(RUN))
                        .findFirst()
                        .orElseThrow();

        assertThat(kept.get("attempts").intValue()).isEqualTo(4);
        assertThat(kept.get("dueAt").stringValue()).isEqualTo("2999-01-01T00:00:03Z");
        assertThat(kept.get("lastError").stringValue()).isEqualTo("The channel is down");
        assertThat(kept.has("sentAt")).isFalse();
    }

    /// The items of the run above: all tests of the API share one application.
    private static List<JsonNode> ours(Api.Answer answer) {
        return StreamSupport.stream(answer.items().spliterator(), false)
                .filter(item -> item.path("run").stringValue("").equals(RUN))
                .toList();
    }
}
