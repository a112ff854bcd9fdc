-- Ads that are to be answered by a call, and what came of it. Written in one transaction with the message that
-- brought them, so that one message is called at most once.
CREATE TABLE optouts (
    id          INTEGER PRIMARY KEY,
    received_id INTEGER NOT NULL UNIQUE REFERENCES received(id) ON DELETE CASCADE,
    number      TEXT,                       -- NULL: none that could be called
    ad_id       TEXT,                       -- what the ad wants to be entered
    dial_id     INTEGER UNIQUE REFERENCES dials(id),    -- NULL: it is not called
    why         TEXT,                       -- why not
    result      TEXT,                       -- NULL until the call is over
    sentence    TEXT,                       -- what that rests on
    entered     TEXT,                       -- 'phone# 1'
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX optouts_by_time ON optouts (created_at);

-- Some calls wait for their time, and are given up when it has passed.
ALTER TABLE dials ADD COLUMN not_before TEXT;   -- NULL: at once
ALTER TABLE dials ADD COLUMN give_up_at TEXT;   -- NULL: never
