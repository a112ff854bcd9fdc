-- What a language model has chosen stands between what the caller said and what the box answered.
CREATE TABLE turns_new (
    id      INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL CHECK (who IN ('caller', 'box', 'model')),
    text    TEXT NOT NULL
) STRICT;
INSERT INTO turns_new (id, call_id, at, who, text) SELECT id, call_id, at, who, text FROM turns;
DROP TABLE turns;
ALTER TABLE turns_new RENAME TO turns;
