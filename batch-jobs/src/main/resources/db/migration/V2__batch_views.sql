-- The run store as Spring Batch's own tables would show it, under their names and with their columns, for tools that
-- read those. io.millrace.batch reads through them too, so both see the same. Each can be read cheaply by its id, by
-- job_execution_id and by job_instance_id. Times are those of the session's time zone, as in Batch's tables.

CREATE VIEW batch.batch_job_instance AS
SELECT instance            AS job_instance_id,
       0::bigint           AS version,
       job::varchar(100)   AS job_name,
       id::varchar(32)     AS job_key
FROM millrace.run;

-- A hop of the engine's that another one followed is over, whatever its worker could still write: it has failed. How a run
-- ends beside its hops (superseded, for instance) has no name with Batch; a hop that says so was abandoned.
CREATE VIEW batch.batch_job_execution AS
SELECT h.execution                             AS job_execution_id,
       h.version::bigint                       AS version,
       r.instance                              AS job_instance_id,
       h.created_at::timestamp                 AS create_time,
       h.started_at::timestamp                 AS start_time,
       h.ended_at::timestamp                   AS end_time,
       (CASE WHEN r.route IS NOT NULL AND h.fence < r.fence AND h.status IN ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')
               THEN 'FAILED'
             WHEN h.status IN ('STARTING', 'STARTED', 'STOPPING', 'STOPPED', 'FAILED', 'COMPLETED', 'ABANDONED', 'UNKNOWN')
               THEN h.status
             ELSE 'ABANDONED' END)::varchar(10) AS status,
       coalesce(h.outcome, 'UNKNOWN')::varchar(2500) AS exit_code,
       coalesce(h.reason, '')::varchar(2500)   AS exit_message,
       h.updated_at::timestamp                 AS last_updated
FROM millrace.hop h JOIN millrace.run r ON r.id = h.run_id;

-- A hop of the engine's has two parameters: the run, which identifies the instance, and the fence.
CREATE VIEW batch.batch_job_execution_params AS
SELECT h.execution                        AS job_execution_id,
       (p ->> 'name')::varchar(100)       AS parameter_name,
       (p ->> 'type')::varchar(100)       AS parameter_type,
       (p ->> 'value')::varchar(2500)     AS parameter_value,
       (CASE WHEN (p ->> 'identifying')::boolean THEN 'Y' ELSE 'N' END)::char(1) AS identifying
FROM millrace.hop h,
     jsonb_array_elements(coalesce(h.parameters, jsonb_build_array(
         jsonb_build_object('name', 'run', 'type', 'java.lang.String', 'value', h.run_id, 'identifying', true),
         jsonb_build_object('name', 'fence', 'type', 'java.lang.Long', 'value', h.fence::text, 'identifying', false)))) p;

-- Steps of the engine's are one row for each run, cumulative: the last execution of the step.
CREATE VIEW batch.batch_step_execution AS
SELECT s.execution                             AS step_execution_id,
       s.version::bigint                       AS version,
       s.step::varchar(100)                    AS step_name,
       h.execution                             AS job_execution_id,
       s.created_at::timestamp                 AS create_time,
       s.started_at::timestamp                 AS start_time,
       s.ended_at::timestamp                   AS end_time,
       (CASE WHEN r.route IS NOT NULL AND s.fence < r.fence AND s.status IN ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')
               THEN 'FAILED'
             ELSE s.status END)::varchar(10)   AS status,
       s.commit_count,
       s.read_count,
       s.filter_count,
       s.write_count,
       s.read_skip_count,
       s.write_skip_count,
       s.process_skip_count,
       s.rollback_count,
       s.exit_code::varchar(2500)              AS exit_code,
       s.exit_message::varchar(2500)           AS exit_message,
       s.updated_at::timestamp                 AS last_updated
FROM millrace.step_execution s
JOIN millrace.hop h ON h.run_id = s.run_id AND h.fence = s.fence
JOIN millrace.run r ON r.id = s.run_id
UNION ALL
SELECT c.execution,
       0,
       c.step::varchar(100),
       e.job_execution_id,
       c.started_at::timestamp,
       c.started_at::timestamp,
       CASE WHEN c.done THEN c.updated_at::timestamp ELSE e.end_time END,
       CASE WHEN c.done THEN 'COMPLETED' ELSE e.status END,
       c.chunks,
       c.records,
       c.filtered,
       c.written,
       c.rejected,
       0,
       0,
       0,
       (CASE WHEN c.done THEN 'COMPLETED' WHEN e.status IN ('STARTING', 'STARTED', 'STOPPING') THEN 'EXECUTING'
             ELSE e.exit_code END)::varchar(2500),
       (CASE WHEN c.done THEN '' ELSE e.exit_message END)::varchar(2500),
       c.updated_at::timestamp
FROM millrace.checkpoint c
JOIN millrace.hop h ON h.run_id = c.run_id AND h.fence = c.fence
JOIN batch.batch_job_execution e ON e.job_execution_id = h.execution;

CREATE VIEW batch.batch_step_execution_context AS
SELECT execution                                     AS step_execution_id,
       (CASE WHEN length(context) <= 2500 THEN context ELSE left(context, 2492) || ' ...' END)::varchar(2500) AS short_context,
       CASE WHEN length(context) > 2500 THEN context END AS serialized_context
FROM millrace.step_execution WHERE context IS NOT NULL;

CREATE VIEW batch.batch_job_execution_context AS
SELECT execution                                     AS job_execution_id,
       (CASE WHEN length(context) <= 2500 THEN context ELSE left(context, 2492) || ' ...' END)::varchar(2500) AS short_context,
       CASE WHEN length(context) > 2500 THEN context END AS serialized_context
FROM millrace.hop WHERE context IS NOT NULL;
