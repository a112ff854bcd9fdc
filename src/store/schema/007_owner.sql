-- Orders to call a number come from ads, from the owner's texts and from the console, and the owner is told once of
-- how each has ended.
CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    received_id INTEGER UNIQUE REFERENCES received(id) ON DELETE CASCADE,   -- NULL: from the console
    line        TEXT NOT NULL DEFAULT '1',
    asked_by    TEXT NOT NULL DEFAULT 'ad' CHECK (asked_by IN ('ad', 'owner')),
    listens     INTEGER NOT NULL DEFAULT 0 CHECK (listens IN (0, 1)),       -- 1: nothing is entered
    number      TEXT,                       -- NULL: none that could be called
    ad_id       TEXT,                       -- what the ad wants to be entered
    dial_id     INTEGER UNIQUE REFERENCES dials(id),    -- the last call; NULL: it is not called
    tries       INTEGER NOT NULL DEFAULT 0, -- calls that came to nothing
    why         TEXT,                       -- why it is not called
    result      TEXT,                       -- NULL until it has ended by a call
    sentence    TEXT,                       -- what that rests on
    entered     TEXT,                       -- 'phone# 1'
    told_at     TEXT,                       -- when the owner was told
    looked_at   TEXT,                       -- when it was seen whether ads went on, two weeks later
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT;
INSERT INTO orders (id, received_id, line, number, ad_id, dial_id, why, result, sentence, entered, told_at, created_at,
                    changed_at)
    SELECT o.id, o.received_id, r.line, o.number, o.ad_id, o.dial_id, o.why, o.result, o.sentence, o.entered,
           o.changed_at, o.created_at, o.changed_at
    FROM optouts o JOIN received r ON r.id = o.received_id;
DROP TABLE optouts;
ALTER TABLE orders RENAME TO optouts;
CREATE INDEX optouts_by_time ON optouts (created_at);
CREATE INDEX optouts_untold ON optouts (line, id) WHERE told_at IS NULL AND dial_id IS NOT NULL;
CREATE INDEX optouts_by_number ON optouts (number, created_at);

-- What is remembered from one run to the next: that the owner has stopped opting out, the last week that was summed up.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What is known of opt-out lines from earlier calls and from files.
CREATE TABLE optout_lines (
    number     TEXT PRIMARY KEY,
    name       TEXT,
    entered    TEXT NOT NULL,               -- 'id# 1'; '': nothing has to be entered
    by_sound   INTEGER NOT NULL DEFAULT 0 CHECK (by_sound IN (0, 1)),
    source     TEXT NOT NULL CHECK (source IN ('learned', 'imported', 'owner')),
    calls      INTEGER NOT NULL DEFAULT 0,
    successes  INTEGER NOT NULL DEFAULT 0,
    seconds    INTEGER,                     -- from the answer to the end, of the last call that worked
    last       TEXT,                        -- what came of the last call
    changed_at TEXT NOT NULL
) STRICT;

-- What the box has entered in a call, and when: 'id#', '1'.
CREATE TABLE presses (
    id      INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
    at      TEXT NOT NULL,
    what    TEXT NOT NULL
) STRICT;

-- Recordings, which exist only encrypted. The row is written before there is any sound.
CREATE TABLE recordings (
    call_id    INTEGER PRIMARY KEY REFERENCES calls(id),
    file       TEXT NOT NULL,               -- its name in the recordings folder
    sha256     TEXT,                        -- of the file; NULL: it was cut off
    seconds    INTEGER,
    created_at TEXT NOT NULL
) STRICT;

-- Who has listened to what, and why.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    what   TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
