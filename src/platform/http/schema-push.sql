CREATE TABLE push_event (
  key INT64 NOT NULL PRIMARY KEY, -- audience: nobody
  at INT64 NOT NULL, -- audience: nobody
  topic TEXT NOT NULL, -- audience: nobody
  data TEXT NOT NULL -- audience: nobody
);
CREATE INDEX push_event_at ON push_event (at);
