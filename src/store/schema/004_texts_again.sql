-- A text that was certainly not sent is tried again, later each time.
ALTER TABLE texts ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE texts ADD COLUMN not_before TEXT;   -- NULL: at once
