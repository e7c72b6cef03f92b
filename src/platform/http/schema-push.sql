CREATE TABLE push_event (
  key INT64 NOT NULL PRIMARY KEY, -- audience: nobody (internal)
  at INT64 NOT NULL, -- audience: nobody (internal)
  topic TEXT NOT NULL, -- audience: nobody (internal)
  data TEXT NOT NULL -- audience: nobody (internal)
);
CREATE INDEX push_event_at ON push_event (at);
