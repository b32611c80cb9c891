CREATE SCHEMA parking;

CREATE TABLE parking.garage (
    id text PRIMARY KEY
);
INSERT INTO parking.garage VALUES ('north'), ('south');

CREATE TABLE parking.stay (
    garage     text        NOT NULL REFERENCES parking.garage,
    ticket     text        NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at    timestamptz NOT NULL,
    paid       numeric     NOT NULL CHECK (paid >= 0 AND scale(paid) <= 2),
    revision   integer     NOT NULL DEFAULT 1,
    PRIMARY KEY (garage, ticket)
);
