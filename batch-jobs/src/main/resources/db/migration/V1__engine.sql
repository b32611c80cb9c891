-- The engine's own tables. What each is for stands in ARCHITECTURE.md; times are the database's clock.
--
-- `due_at` means the same everywhere: somebody must look at the row then, and not before; null if nobody must. `attempts`
-- counts how often that was in vain, `last_error` says why.

-- One row per file version, or set of files, that a route took: the truth about its run. Every decision is one conditional
-- statement on it. The lease is the fence, the owner and the expiry: whoever raises the fence owns the run; every later
-- write of the previous owner is conditional on fence and owner, and so fails. A checkpoint changes no indexed column, so
-- that it is a HOT update. While a run of older content, `held_by`, may still be worked on by somebody who has not noticed that
-- it was superseded, nobody works on the newer one: until `held_until`, or until that worker has noticed. A run without a route is a job that was launched with Spring Batch's own means: nobody but
-- Spring Batch's launcher looks at it.
CREATE TABLE millrace.run (
    id             text        PRIMARY KEY,
    instance       bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    job            text        NOT NULL,
    route          text,
    parameters     jsonb       NOT NULL,
    bucket         text,
    object_key     text,
    version_id     text,
    etag           text,
    size           bigint      NOT NULL DEFAULT 0,
    sequencer      text COLLATE "C",
    announcements  integer     NOT NULL DEFAULT 1,
    parent         text REFERENCES millrace.run (id) ON DELETE SET NULL,
    set_key        text,
    members        jsonb,
    state          text        NOT NULL CHECK (state IN ('STARTED', 'STOPPING', 'STOPPED', 'FAILED', 'COMPLETED', 'ABANDONED', 'SUPERSEDED', 'GONE', 'REFUSED')),
    reason_code    text,
    reason         text,
    retryable      boolean     NOT NULL DEFAULT false,
    cause          text        NOT NULL DEFAULT 'ARRIVED',
    attempt        integer     NOT NULL DEFAULT 1,
    hop            integer     NOT NULL DEFAULT 0,
    fence          bigint      NOT NULL DEFAULT 0,
    owner          text,
    lease_until    timestamptz,
    held_by        text,
    held_until     timestamptz,
    due_at         timestamptz,
    attempts       integer     NOT NULL DEFAULT 0,
    last_error     text,
    progress_mark  bigint      NOT NULL DEFAULT 0,
    stalled        integer     NOT NULL DEFAULT 0,
    rejected       bigint      NOT NULL DEFAULT 0,
    announced_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at       timestamptz,
    CHECK ((route IS NULL) = (bucket IS NULL) AND (route IS NULL) = (object_key IS NULL))
) WITH (fillfactor = 70);
-- Lists are ordered by the time of creation: those of some states, of a job or of a set are merged from one ordered scan for
-- each state, and all runs are those of all states. Keys are compared byte by byte, so that those with one beginning are
-- neighbours.
CREATE INDEX run_state ON millrace.run (state, created_at DESC, id DESC);
CREATE INDEX run_job ON millrace.run (job, state, created_at DESC, id DESC);
CREATE INDEX run_set ON millrace.run (set_key, state, created_at DESC, id DESC) WHERE set_key IS NOT NULL;
CREATE INDEX run_key ON millrace.run (object_key COLLATE "C") WHERE object_key IS NOT NULL;
CREATE INDEX run_parent ON millrace.run (parent) WHERE parent IS NOT NULL;
-- Runs of a key that a newer version takes out of the way.
CREATE INDEX run_replaceable ON millrace.run (bucket, object_key) WHERE state IN ('STARTED', 'STOPPING', 'STOPPED', 'FAILED');
CREATE INDEX run_due ON millrace.run (due_at) WHERE due_at IS NOT NULL;
-- For retention: those with rejects are kept for longer, and those that are tried again have not ended.
CREATE INDEX run_ended ON millrace.run (state, ended_at) WHERE ended_at IS NOT NULL AND due_at IS NULL AND rejected = 0;
CREATE INDEX run_ended_with_rejects ON millrace.run (state, ended_at)
    WHERE ended_at IS NOT NULL AND due_at IS NULL AND rejected > 0;

-- The newest content that was announced of a key, and the run that it has; locked while an arrival of the key is decided
-- on. `ordered` is false after an announcement without a sequencer: then S3 is asked which content is the newest. It outlives
-- its run, and `done` says that this had completed when it was deleted. It goes when nothing was announced of the key for long,
-- nor did retention delete its run or find that it is needed, since `changed_at`.
CREATE TABLE millrace.object_head (
    bucket     text    NOT NULL,
    object_key text    NOT NULL,
    sequencer  text COLLATE "C",
    channel    text    NOT NULL DEFAULT 'S3',
    pin        text,
    ordered    boolean NOT NULL DEFAULT true,
    changes    bigint  NOT NULL DEFAULT 0,
    done       boolean NOT NULL DEFAULT false,
    run_id     text REFERENCES millrace.run (id) ON DELETE SET NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (bucket, object_key)
);
CREATE INDEX object_head_run ON millrace.object_head (run_id);
CREATE INDEX object_head_idle ON millrace.object_head (changed_at) WHERE run_id IS NULL;

-- One row per time that a worker held the lease: the history of attempts and hops. To Spring Batch a hop is a job
-- execution, `outcome` its exit code, and `parameters` and `context` are what it keeps with it.
CREATE TABLE millrace.hop (
    run_id       text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    fence        bigint      NOT NULL,
    execution    bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    attempt      integer     NOT NULL,
    hop          integer     NOT NULL,
    cause        text        NOT NULL,
    owner        text        NOT NULL,
    status       text        NOT NULL DEFAULT 'STARTED',
    version      integer     NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at   timestamptz          DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    outcome      text,
    reason_code  text,
    reason       text,
    parameters   jsonb,
    context      text,
    PRIMARY KEY (run_id, fence)
);

-- How far a step of ours has come, over all hops. Written in the transaction of the chunk that it describes. To Spring Batch
-- it is the step's last execution.
CREATE TABLE millrace.checkpoint (
    run_id      text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    step        text        NOT NULL,
    fence       bigint      NOT NULL,
    execution   bigint      NOT NULL UNIQUE,
    format      text        NOT NULL,
    byte_offset bigint      NOT NULL,
    records     bigint      NOT NULL,
    written     bigint      NOT NULL,
    filtered    bigint      NOT NULL,
    rejected    bigint      NOT NULL,
    bytes_done  bigint      NOT NULL,
    bytes_total bigint      NOT NULL,
    chunks      bigint      NOT NULL DEFAULT 1,
    slowest_ms  bigint      NOT NULL DEFAULT 0,
    done        boolean     NOT NULL DEFAULT false,
    state       text,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run_id, step)
) WITH (fillfactor = 70);

-- Executions of Spring Batch's own steps, as its repository keeps them.
CREATE TABLE millrace.step_execution (
    execution          bigint      PRIMARY KEY,
    run_id             text        NOT NULL,
    fence              bigint      NOT NULL,
    step               text        NOT NULL,
    status             text        NOT NULL,
    exit_code          text        NOT NULL,
    exit_message       text        NOT NULL,
    read_count         bigint      NOT NULL DEFAULT 0,
    write_count        bigint      NOT NULL DEFAULT 0,
    filter_count       bigint      NOT NULL DEFAULT 0,
    commit_count       bigint      NOT NULL DEFAULT 0,
    rollback_count     bigint      NOT NULL DEFAULT 0,
    read_skip_count    bigint      NOT NULL DEFAULT 0,
    process_skip_count bigint      NOT NULL DEFAULT 0,
    write_skip_count   bigint      NOT NULL DEFAULT 0,
    version            integer     NOT NULL DEFAULT 0,
    context            text,
    created_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at         timestamptz,
    ended_at           timestamptz,
    updated_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (run_id, fence) REFERENCES millrace.hop (run_id, fence) ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX step_execution_step ON millrace.step_execution (run_id, step, fence DESC, execution DESC);
CREATE INDEX step_execution_hop ON millrace.step_execution (run_id, fence);

-- Every record that could not be processed, written in the transaction of its chunk. While `due_at` is set the row is due to
-- be published to the reject queue; `redrive` names the request that re-drove it last.
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
    due_at       timestamptz          DEFAULT clock_timestamp(),
    attempts     integer     NOT NULL DEFAULT 0,
    last_error   text,
    redrive      text,
    PRIMARY KEY (run_id, step, record)
);
CREATE INDEX reject_due ON millrace.reject (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX reject_open ON millrace.reject (run_id) WHERE redrive IS NULL;
CREATE INDEX reject_failing ON millrace.reject (due_at) WHERE due_at IS NOT NULL AND (last_error IS NOT NULL OR attempts > 1);

-- Requests to run rejects again as a new file, and which record each takes, perhaps corrected. Due until the file is written.
-- `kept` is true once retention has found that the run stays for its other rejects, and need not look again.
CREATE TABLE millrace.redrive (
    id         text        PRIMARY KEY,
    run_id     text        NOT NULL REFERENCES millrace.run (id) ON DELETE CASCADE,
    object_key text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_at timestamptz,
    kept       boolean     NOT NULL DEFAULT false,
    due_at     timestamptz          DEFAULT clock_timestamp(),
    attempts   integer     NOT NULL DEFAULT 0,
    last_error text
);
CREATE INDEX redrive_run ON millrace.redrive (run_id);
CREATE INDEX redrive_written ON millrace.redrive (written_at) WHERE written_at IS NOT NULL AND NOT kept;
CREATE INDEX redrive_due ON millrace.redrive (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX redrive_failing ON millrace.redrive (due_at) WHERE due_at IS NOT NULL AND (last_error IS NOT NULL OR attempts > 1);

CREATE TABLE millrace.redrive_record (
    redrive_id text   NOT NULL REFERENCES millrace.redrive (id) ON DELETE CASCADE,
    run_id     text   NOT NULL,
    step       text   NOT NULL,
    record     bigint NOT NULL,
    corrected  text,
    PRIMARY KEY (redrive_id, step, record),
    FOREIGN KEY (run_id, step, record) REFERENCES millrace.reject (run_id, step, record) ON DELETE CASCADE
);
CREATE INDEX redrive_record_reject ON millrace.redrive_record (run_id, step, record);

-- Notifications: due until they are sent, and then the list of what was sent.
CREATE TABLE millrace.notification (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id     text,
    kind       text        NOT NULL,
    subject    text        NOT NULL,
    body       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at    timestamptz,
    due_at     timestamptz          DEFAULT clock_timestamp(),
    attempts   integer     NOT NULL DEFAULT 0,
    last_error text
);
CREATE INDEX notification_due ON millrace.notification (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notification_failing ON millrace.notification (due_at) WHERE due_at IS NOT NULL AND (last_error IS NOT NULL OR attempts > 1);
CREATE INDEX notification_sent ON millrace.notification (sent_at) WHERE sent_at IS NOT NULL;

-- Sets of files on their way to a run. A set key has generations: the first files that came for it, those that came
-- after these had their run, and so on; only the newest can be without a run. The first one is what is locked. A set is
-- due when it has waited for its files for too long, and when the run before it has ended undone.
CREATE TABLE millrace.file_set (
    route       text        NOT NULL,
    set_key     text        NOT NULL,
    generation  integer     NOT NULL,
    request     text UNIQUE,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    expected_at timestamptz NOT NULL,
    reminded_at timestamptz,
    due_at      timestamptz,
    attempts    integer     NOT NULL DEFAULT 0,
    last_error  text,
    run_id      text REFERENCES millrace.run (id) ON DELETE CASCADE,
    PRIMARY KEY (route, set_key, generation)
);
CREATE INDEX file_set_run ON millrace.file_set (run_id);
CREATE INDEX file_set_waiting ON millrace.file_set (route, set_key) WHERE run_id IS NULL;
CREATE INDEX file_set_due ON millrace.file_set (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX file_set_failing ON millrace.file_set (due_at) WHERE due_at IS NOT NULL AND (last_error IS NOT NULL OR attempts > 1);

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
CREATE INDEX file_set_member_file ON millrace.file_set_member (bucket, object_key);
