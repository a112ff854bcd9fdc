-- Bookings are changed and cancelled, and the owner may enter some without a call.
CREATE TABLE bookings_new (
    id         INTEGER PRIMARY KEY,
    call_id    INTEGER REFERENCES calls(id),
    date       TEXT NOT NULL,               -- 2026-11-22
    time       TEXT NOT NULL,               -- 19:00
    minutes    INTEGER NOT NULL CHECK (minutes > 0),
    party      INTEGER NOT NULL CHECK (party > 0),
    what       TEXT,                        -- its name on the menu; NULL for a table
    phone      TEXT,
    state      TEXT NOT NULL DEFAULT 'stands'
               CHECK (state IN ('stands', 'cancelled', 'kept', 'no-show')),
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
INSERT INTO bookings_new (id, call_id, date, time, minutes, party, phone, created_at, changed_at)
    SELECT id, call_id, date, time, 90, party, phone, created_at, created_at FROM bookings;
DROP TABLE bookings;
ALTER TABLE bookings_new RENAME TO bookings;
CREATE INDEX bookings_by_day ON bookings (date, time) WHERE state = 'stands';
CREATE INDEX bookings_by_phone ON bookings (phone);

-- Calls that the owner is to place. The box never dials them by itself.
CREATE TABLE callbacks (
    id         INTEGER PRIMARY KEY,
    call_id    INTEGER NOT NULL REFERENCES calls(id),
    at         TEXT,                        -- NULL for any time
    about      TEXT NOT NULL,
    phone      TEXT,
    created_at TEXT NOT NULL
) STRICT;

-- Questions that the owner has answered: from then on callers get the answer.
CREATE TABLE answers (
    id         INTEGER PRIMARY KEY,
    question   TEXT NOT NULL,
    answer     TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
ALTER TABLE questions ADD COLUMN answer_id INTEGER REFERENCES answers(id);
