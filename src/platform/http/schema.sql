CREATE TABLE operation (
  token_digest TEXT NOT NULL PRIMARY KEY, -- audience: nobody (internal)
  at INT64 NOT NULL, -- audience: nobody (internal)
  location TEXT NOT NULL -- audience: account
);
CREATE INDEX operation_at ON operation (at);
CREATE TABLE kept_form (
  secret_digest TEXT NOT NULL PRIMARY KEY, -- audience: nobody (internal)
  path TEXT NOT NULL, -- audience: nobody (internal)
  typed TEXT NOT NULL, -- audience: account
  at INT64 NOT NULL -- audience: nobody (internal)
);
CREATE INDEX kept_form_at ON kept_form (at);
CREATE TABLE job (
  name TEXT NOT NULL PRIMARY KEY, -- audience: nobody (internal)
  owner TEXT NOT NULL, -- audience: nobody (internal)
  claimed_until INT64 NOT NULL -- audience: nobody (internal)
);
