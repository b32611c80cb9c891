package io.millrace.run;

import io.millrace.arrival.ObjectVersion;
import io.millrace.arrival.RunId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/// Rows of `millrace.run` as runs.
final class RunRows {

    static final RowMapper<Run> RUN = (row, n) -> run(row);

    private static final JsonMapper JSON = JsonMapper.shared();

    private RunRows() {}

    static Run run(ResultSet row) throws SQLException {
        String parent = row.getString("parent");
        return new Run(
                new RunId(row.getString("id")),
                row.getString("job"),
                row.getString("route"),
                JSON.readValue(row.getString("parameters"), new TypeReference<Map<String, String>>() {}),
                new ObjectVersion(
                        row.getString("bucket"),
                        row.getString("object_key"),
                        row.getString("version_id"),
                        row.getString("etag")),
                row.getLong("size"),
                set(row),
                parent == null ? null : new RunId(parent),
                RunState.valueOf(row.getString("state")),
                reason(row),
                row.getInt("attempt"),
                row.getInt("hop"),
                row.getLong("fence"),
                nullableInstant(row, "lease_until"),
                nullableInstant(row, "due_at"),
                row.getInt("attempts"),
                row.getLong("rejected"),
                row.getInt("announcements"),
                instant(row, "announced_at"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                nullableInstant(row, "ended_at"));
    }

    private static @Nullable FileSet set(ResultSet row) throws SQLException {
        String key = row.getString("set_key");
        return key == null
                ? null
                : new FileSet(
                        key, JSON.readValue(row.getString("members"), new TypeReference<List<FileSet.Member>>() {}));
    }

    static @Nullable String json(@Nullable FileSet set) {
        return set == null ? null : JSON.writeValueAsString(set.members());
    }

    static String json(Map<String, String> values) {
        return JSON.writeValueAsString(values);
    }

    static @Nullable Reason reason(ResultSet row) throws SQLException {
        String code = row.getString("reason_code");
        return code == null ? null : new Reason(code, row.getString("reason"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
