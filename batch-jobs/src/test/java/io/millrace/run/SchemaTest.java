package io.millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.LocalDatabase;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaTest {

    /// Without one, each row that is deleted from the table that it refers to scans this one.
    @Test
    void everyForeignKeyHasAnIndex() {
        assertThat(
                        JdbcClient.create(LocalDatabase.shared())
                                .sql(
                                        """
                                        SELECT c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c
                                        WHERE c.contype = 'f' AND NOT EXISTS (
                                          SELECT FROM pg_index i WHERE i.indrelid = c.conrelid
                                            AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)\
                                        """)
                                .query(String.class)
                                .list())
                .isEmpty();
    }
}
