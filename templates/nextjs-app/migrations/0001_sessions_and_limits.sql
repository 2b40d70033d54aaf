-- Sessions: what a browser's cookie stands for. The data is encrypted by the app; ids are stored as digests.
CREATE TABLE sessions (
  id_digest bytea PRIMARY KEY,
  subject text NOT NULL,
  data text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

CREATE INDEX sessions_subject ON sessions (subject);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Counts of requests. A crash may cost them, so they need no write-ahead log.
CREATE UNLOGGED TABLE rate_limits (
  bucket bytea PRIMARY KEY,
  hits integer NOT NULL,
  window_ends timestamptz NOT NULL
);
