-- Which telephone line a call came over, and calls that the box placed itself.
ALTER TABLE calls ADD COLUMN line TEXT NOT NULL DEFAULT '1';
ALTER TABLE calls ADD COLUMN direction TEXT NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out'));

-- A text goes out over the line of the call that it belongs to: the customer knows that number.
ALTER TABLE texts ADD COLUMN line TEXT NOT NULL DEFAULT '1';

-- Every message as the modem gave it, one row for each part. Written before the modem is told to
-- forget it; the fingerprint keeps a part that is read twice from being taken for two.
CREATE TABLE parts (
    id          INTEGER PRIMARY KEY,
    line        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    octets      BLOB NOT NULL,              -- the PDU with its service centre address
    arrived_at  TEXT NOT NULL,
    settled     INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    UNIQUE (line, fingerprint)
) STRICT;
CREATE INDEX parts_waiting ON parts (line, id) WHERE settled = 0;

-- Messages as people read them, put together from their parts.
CREATE TABLE received (
    id         INTEGER PRIMARY KEY,
    line       TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('sms', 'lms')),
    sender     TEXT NOT NULL,               -- digits or a name, as the message says
    gateway    TEXT,                        -- TP-OA, where another sender is named inside
    subject    TEXT,
    body       TEXT NOT NULL,               -- of an LMS that is not fetched yet: empty
    sent_at    TEXT,                        -- by the network's clock (SCTS), local time
    arrived_at TEXT NOT NULL,
    missing    INTEGER NOT NULL DEFAULT 0   -- parts that never came
) STRICT;

-- LMS and MMS bodies that are to be fetched from the carrier.
-- waiting -> fetching -> fetched -> acknowledged; what a crash leaves in 'fetching' waits again. given_up: it
-- never came. kept: it came, but the carrier could not be told.
CREATE TABLE fetches (
    id          INTEGER PRIMARY KEY,
    received_id INTEGER NOT NULL REFERENCES received(id) ON DELETE CASCADE,
    line        TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    url         TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'fetching', 'fetched', 'acknowledged', 'kept', 'given_up')),
    tries       INTEGER NOT NULL DEFAULT 0,
    not_before  TEXT NOT NULL,
    why         TEXT,
    UNIQUE (line, transaction_id)
) STRICT;

-- Calls that are to be placed. A row is written before anything is dialled:
-- queued -> dialling -> done | failed; a crash in 'dialling' leaves 'unknown', which is never dialled again.
CREATE TABLE dials (
    id         INTEGER PRIMARY KEY,
    line       TEXT NOT NULL,
    to_number  TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    keys       TEXT NOT NULL DEFAULT '',    -- what to press once the call is up
    call_id    INTEGER REFERENCES calls(id),
    state      TEXT NOT NULL DEFAULT 'queued'
               CHECK (state IN ('queued', 'dialling', 'done', 'failed', 'unknown')),
    why        TEXT,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX dials_waiting ON dials (line, id) WHERE state IN ('queued', 'dialling');
