CREATE TABLE operation (
  token_digest TEXT NOT NULL PRIMARY KEY, -- audience: nobody
  at INT64 NOT NULL, -- audience: nobody
  location TEXT NOT NULL -- audience: account
);
CREATE INDEX operation_at ON operation (at);
CREATE TABLE kept_form (
  secret_digest TEXT NOT NULL PRIMARY KEY, -- audience: nobody
  path TEXT NOT NULL, -- audience: nobody
  typed TEXT NOT NULL, -- audience: account
  at INT64 NOT NULL -- audience: nobody
);
CREATE INDEX kept_form_at ON kept_form (at);
CREATE TABLE job (
  name TEXT NOT NULL PRIMARY KEY, -- audience: nobody
  owner TEXT NOT NULL, -- audience: nobody
  claimed_until INT64 NOT NULL -- audience: nobody
);
