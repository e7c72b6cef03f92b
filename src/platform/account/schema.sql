-- SPDX-License-Identifier: Apache-2.0
-- Accounts: migration account/0001 until the first release.

CREATE TABLE account (
    key INT64 NOT NULL PRIMARY KEY, -- audience: account
    name TEXT NOT NULL, -- audience: account
    address TEXT NOT NULL, -- audience: account
    address_key TEXT NOT NULL UNIQUE, -- audience: nobody (internal)
    confirmed INT64, -- audience: account
    password TEXT NOT NULL, -- audience: nobody (internal)
    language TEXT NOT NULL CHECK (language IN ('en', 'ko', 'de')), -- audience: account
    zone TEXT NOT NULL, -- audience: account
    created INT64 NOT NULL, -- audience: account
    demonstration INT64 NOT NULL CHECK (demonstration IN (0, 1)) -- audience: nobody (internal)
);

CREATE TABLE role (
    account INT64 NOT NULL REFERENCES account (key), -- audience: account
    scope TEXT NOT NULL, -- audience: account
    role TEXT NOT NULL, -- audience: account
    granted INT64 NOT NULL, -- audience: organiser
    PRIMARY KEY (account, scope, role)
);
CREATE INDEX role_scope ON role (scope, role);

CREATE TABLE login (
    key INT64 NOT NULL PRIMARY KEY, -- audience: account
    account INT64 NOT NULL REFERENCES account (key), -- audience: account
    digest TEXT NOT NULL UNIQUE, -- audience: nobody (internal)
    browser TEXT NOT NULL, -- audience: account
    machine TEXT NOT NULL, -- audience: account
    since INT64 NOT NULL, -- audience: account
    seen INT64 NOT NULL, -- audience: account
    idle INT64 NOT NULL, -- audience: nobody (internal)
    ends INT64 NOT NULL -- audience: nobody (internal)
);
CREATE INDEX login_account ON login (account);

CREATE TABLE link (
    key INT64 NOT NULL PRIMARY KEY, -- audience: nobody (internal)
    digest TEXT NOT NULL UNIQUE, -- audience: nobody (internal)
    purpose TEXT NOT NULL, -- audience: account
    scope TEXT NOT NULL, -- audience: account
    role TEXT NOT NULL, -- audience: account
    account INT64 REFERENCES account (key), -- audience: account
    address TEXT NOT NULL, -- audience: account
    subject INT64 NOT NULL, -- audience: account
    made INT64 NOT NULL, -- audience: organiser
    expires INT64 NOT NULL, -- audience: account
    consumed INT64, -- audience: organiser
    consumed_by INT64 REFERENCES account (key) -- audience: organiser
);
CREATE INDEX link_account ON link (account, purpose);

CREATE TABLE attempt (
    subject TEXT NOT NULL PRIMARY KEY, -- audience: nobody (internal)
    count INT64 NOT NULL, -- audience: nobody (internal)
    last INT64 NOT NULL -- audience: nobody (internal)
);
