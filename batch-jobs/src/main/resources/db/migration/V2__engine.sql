-- The engine's own tables. What each is for stands in ARCHITECTURE.md; times are the database's clock.
-- One row per file version, or set of files, that a route took. The lease is the fence, the owner and the expiry: whoever raises
-- the fence owns the run; every later write of the previous owner is conditional on its fence and so fails.
CREATE TABLE millrace.run (
    id             text        PRIMARY KEY,
    job            text        NOT NULL,
    route          text        NOT NULL,
    parameters     jsonb       NOT NULL,
    bucket         text        NOT NULL,
    object_key     text        NOT NULL,
    version_id     text,
    etag           text,
    size           bigint      NOT NULL,
    sequencer      text COLLATE "C",
    parent         text REFERENCES millrace.run (id),
    set_key        text,
    members        jsonb,
    state          text        NOT NULL CHECK (state IN ('STARTED', 'STOPPING', 'STOPPED', 'FAILED', 'COMPLETED', 'ABANDONED', 'SUPERSEDED', 'GONE', 'REFUSED')),
    reason_code    text,
    reason         text,
    retryable      boolean     NOT NULL DEFAULT false,
    attempt        integer     NOT NULL,
    hop            integer     NOT NULL,
    fence          bigint      NOT NULL,
    owner          text,
    lease_until    timestamptz,
    progress_mark  bigint      NOT NULL DEFAULT 0,
    stalled        integer     NOT NULL DEFAULT 0,
    announced_at   timestamptz NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at       timestamptz
);
CREATE INDEX run_newest ON millrace.run (created_at DESC, id DESC);
CREATE INDEX run_state ON millrace.run (state, created_at DESC, id DESC);
CREATE INDEX run_object ON millrace.run (bucket, object_key, sequencer);
CREATE INDEX run_set ON millrace.run (route, set_key) WHERE set_key IS NOT NULL;
CREATE INDEX run_unfinished ON millrace.run (updated_at) WHERE state IN ('STARTED', 'STOPPING');

-- One row per time that a worker held the lease: the history of attempts and hops.
CREATE TABLE millrace.hop (
    run_id      text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    fence       bigint      NOT NULL,
    attempt     integer     NOT NULL,
    hop         integer     NOT NULL,
    cause       text        NOT NULL,
    owner       text        NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at    timestamptz,
    outcome     text,
    reason_code text,
    reason      text,
    PRIMARY KEY (run_id, fence)
);

-- How far a step has come. Written in the transaction of the chunk that it describes.
CREATE TABLE millrace.checkpoint (
    run_id      text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    step        text        NOT NULL,
    fence       bigint      NOT NULL,
    format      text        NOT NULL,
    byte_offset bigint      NOT NULL,
    records     bigint      NOT NULL,
    written     bigint      NOT NULL,
    filtered    bigint      NOT NULL,
    rejected    bigint      NOT NULL,
    bytes_done  bigint      NOT NULL,
    bytes_total bigint      NOT NULL,
    done        boolean     NOT NULL DEFAULT false,
    state       text,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run_id, step)
);

-- Every record that could not be processed, written in the transaction of its chunk. `published_at` makes it the
-- outbox of the reject queue; `redrive` names the request that re-drove it last.
CREATE TABLE millrace.reject (
    run_id       text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    step         text        NOT NULL,
    record       bigint      NOT NULL,
    byte_offset  bigint      NOT NULL,
    code         text        NOT NULL,
    reason       text        NOT NULL,
    raw          bytea       NOT NULL,
    raw_length   bigint      NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    redrive      text,
    PRIMARY KEY (run_id, step, record)
);
CREATE INDEX reject_unpublished ON millrace.reject (created_at) WHERE published_at IS NULL;

-- Requests to run rejects again as a new file, and which record each takes, perhaps corrected. `written_at` makes it
-- the outbox of the landing bucket.
CREATE TABLE millrace.redrive (
    id         text        PRIMARY KEY,
    run_id     text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    object_key text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_at timestamptz
);
CREATE INDEX redrive_pending ON millrace.redrive (created_at) WHERE written_at IS NULL;

CREATE TABLE millrace.redrive_record (
    redrive_id text   NOT NULL REFERENCES millrace.redrive (id) ON DELETE CASCADE,
    run_id     text   NOT NULL,
    step       text   NOT NULL,
    record     bigint NOT NULL,
    corrected  text,
    PRIMARY KEY (redrive_id, step, record),
    FOREIGN KEY (run_id, step, record) REFERENCES millrace.reject (run_id, step, record) ON DELETE CASCADE
);

-- Outbox of notifications, and the list of what was sent.
CREATE TABLE millrace.notification (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id     text,
    kind       text        NOT NULL,
    subject    text        NOT NULL,
    body       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at    timestamptz,
    failures   integer     NOT NULL DEFAULT 0,
    last_error text
);
CREATE INDEX notification_unsent ON millrace.notification (id) WHERE sent_at IS NULL;

-- Sets of files on their way to a run. A set key has generations: the first files that came for it, those that came
-- after these had their run, and so on; only the newest can be without a run. The first one is what is locked.
CREATE TABLE millrace.file_set (
    route       text        NOT NULL,
    set_key     text        NOT NULL,
    generation  integer     NOT NULL,
    request     text UNIQUE,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at      timestamptz NOT NULL,
    reminded_at timestamptz,
    run_id      text REFERENCES millrace.run (id),
    PRIMARY KEY (route, set_key, generation)
);
CREATE INDEX file_set_incomplete ON millrace.file_set (due_at) WHERE run_id IS NULL;

-- The version of each member that its generation has, as announced.
CREATE TABLE millrace.file_set_member (
    route        text        NOT NULL,
    set_key      text        NOT NULL,
    generation   integer     NOT NULL,
    member       text        NOT NULL,
    bucket       text        NOT NULL,
    object_key   text        NOT NULL,
    version_id   text,
    etag         text,
    size         bigint      NOT NULL,
    sequencer    text,
    announced_at timestamptz NOT NULL,
    PRIMARY KEY (route, set_key, generation, member),
    FOREIGN KEY (route, set_key, generation) REFERENCES millrace.file_set ON DELETE CASCADE
);
