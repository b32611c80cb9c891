package com.example.parking;

import io.millrace.io.JdbcRecordWriter;
import io.millrace.io.RecordWriter;

import org.springframework.jdbc.core.JdbcTemplate;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;

/// Stores stays; one that comes again in a corrected file replaces the first.
class StayTable {

    private static final String UPSERT =
            """
            INSERT INTO parking.stay (garage, ticket, entered_at, left_at, paid) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (garage, ticket) DO UPDATE SET entered_at = excluded.entered_at,
                left_at = excluded.left_at, paid = excluded.paid, revision = stay.revision + 1
            """;

    static RecordWriter<Stay> writer(JdbcTemplate jdbc) {
        return new JdbcRecordWriter<>(jdbc, UPSERT, StayTable::set);
    }

    private static void set(PreparedStatement row, Stay stay) throws SQLException {
        row.setString(1, stay.garage());
        row.setString(2, stay.ticket());
        row.setObject(3, stay.entered().atOffset(ZoneOffset.UTC));
        row.setObject(4, stay.left().atOffset(ZoneOffset.UTC));
        row.setBigDecimal(5, stay.paid());
    }
}
