package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;

class SchemaTest {

    private static final JdbcClient JDBC = JdbcClient.create(LocalDatabase.shared());

    /// Without one, each row that is deleted from the table that it refers to scans this one. An index of some of the
    /// rows will do if it leaves out those only that refer to nothing.
    @Test
    void everyForeignKeyHasAnIndex() {
        List<String> without =
                JDBC.sql(
                                """
                                SELECT c.conrelid::regclass || ' ' || pg_get_constraintdef(c.oid) FROM pg_constraint c
                                WHERE contype = 'f' AND NOT EXISTS (
                                  SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indisvalid
                                    AND (SELECT array_agg(k ORDER BY k)
                                      FROM unnest((i.indkey::int2[])[0:cardinality(c.conkey) - 1]) k)
                                      = (SELECT array_agg(k ORDER BY k) FROM unnest(c.conkey) k)
                                    AND (i.indpred IS NULL
                                      OR pg_get_expr(i.indpred, i.indrelid) = '(' || (SELECT attname FROM pg_attribute
                                        WHERE attrelid = c.conrelid AND attnum = c.conkey[1]) || ' IS NOT NULL)'))\
                                """)
                        .query((row, n) -> row.getString(1))
                        .list();

        assertThat(without).isEmpty();
        assertThat(JDBC.sql("SELECT count(*) FROM pg_constraint WHERE contype = 'f'").query(Integer.class).single())
                .isGreaterThan(8);
    }
}
