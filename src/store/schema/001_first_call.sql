-- One row for each time the telephone rang.
CREATE TABLE calls (
    id          INTEGER PRIMARY KEY,
    from_number TEXT,                       -- digits; NULL when withheld or unavailable
    rang_at     TEXT NOT NULL,              -- local time, 2026-11-22T19:00:00
    answered_at TEXT,
    ended_at    TEXT,                       -- NULL while it runs, and after a crash until the next start
    outcome     TEXT NOT NULL DEFAULT 'nothing'
) STRICT;

-- What was said, in order.
CREATE TABLE turns (
    id      INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL CHECK (who IN ('caller', 'box')),
    text    TEXT NOT NULL
) STRICT;

CREATE TABLE bookings (
    id         INTEGER PRIMARY KEY,
    call_id    INTEGER NOT NULL REFERENCES calls(id),
    date       TEXT NOT NULL,               -- 2026-11-22
    time       TEXT NOT NULL,               -- 19:00:00
    party      INTEGER NOT NULL CHECK (party > 0),
    phone      TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX bookings_by_day ON bookings (date, time);

-- What the owner should read.
CREATE TABLE messages (
    id         INTEGER PRIMARY KEY,
    call_id    INTEGER NOT NULL REFERENCES calls(id),
    body       TEXT NOT NULL,
    phone      TEXT,
    created_at TEXT NOT NULL
) STRICT;

-- Questions that nobody could answer; the owner answers each once.
CREATE TABLE questions (
    id         INTEGER PRIMARY KEY,
    call_id    INTEGER NOT NULL REFERENCES calls(id),
    text       TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Text messages going out. A row is written before anything is sent:
-- queued -> sending -> sent | failed; a crash in 'sending' leaves 'unknown', which is never resent.
CREATE TABLE texts (
    id         INTEGER PRIMARY KEY,
    call_id    INTEGER REFERENCES calls(id),
    to_number  TEXT NOT NULL,
    body       TEXT NOT NULL,
    state      TEXT NOT NULL DEFAULT 'queued'
               CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
    why        TEXT,                        -- of 'failed' and 'unknown'
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX texts_waiting ON texts (id) WHERE state IN ('queued', 'sending');
