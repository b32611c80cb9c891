-- The reports that are in the results bucket, one row per object; written in the transaction that notes its publication.
CREATE TABLE millrace.report (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL,
    period     text        NOT NULL,
    title      text        NOT NULL,
    parameters jsonb       NOT NULL,
    object_key text        NOT NULL UNIQUE,
    size       bigint      NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    run_id     text        NOT NULL
);
CREATE INDEX report_age ON millrace.report (made_at);
