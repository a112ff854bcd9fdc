-- What went wrong in the box itself, for the technician: an engine that stalled or died, and came back.
CREATE TABLE faults (
    id   INTEGER PRIMARY KEY,
    at   TEXT NOT NULL,
    part TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
