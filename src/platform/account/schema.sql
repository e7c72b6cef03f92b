-- SPDX-License-Identifier: Apache-2.0
-- Accounts: migration account/0001 until the first release.

CREATE TABLE account (
    key INT64 NOT NULL PRIMARY KEY, -- audience: account
    name TEXT NOT NULL, -- audience: account, organiser, committee, applicant, site; the names of whom one works with
    address TEXT NOT NULL, -- audience: account, organiser, applicant, site
    address_key TEXT NOT NULL UNIQUE, -- audience: nobody
    confirmed INT64, -- audience: account, site
    password TEXT NOT NULL, -- audience: site; whether there is one
    language TEXT NOT NULL CHECK (language IN ('en', 'ko', 'de')), -- audience: account, site
    zone TEXT NOT NULL, -- audience: account, site
    created INT64 NOT NULL, -- audience: account, site
    demonstration INT64 NOT NULL CHECK (demonstration IN (0, 1)) -- audience: site
);

CREATE TABLE role (
    account INT64 NOT NULL REFERENCES account (key), -- audience: account
    scope TEXT NOT NULL, -- audience: account
    role TEXT NOT NULL, -- audience: account
    granted INT64 NOT NULL, -- audience: site
    PRIMARY KEY (account, scope, role)
);
CREATE INDEX role_scope ON role (scope, role);

CREATE TABLE login (
    key INT64 NOT NULL PRIMARY KEY, -- audience: account
    account INT64 NOT NULL REFERENCES account (key), -- audience: account
    digest TEXT NOT NULL UNIQUE, -- audience: nobody
    browser TEXT NOT NULL, -- audience: account
    machine TEXT NOT NULL, -- audience: account
    since INT64 NOT NULL, -- audience: account
    seen INT64 NOT NULL, -- audience: account
    idle INT64 NOT NULL, -- audience: nobody
    ends INT64 NOT NULL -- audience: nobody
);
CREATE INDEX login_account ON login (account);

CREATE TABLE link (
    key INT64 NOT NULL PRIMARY KEY, -- audience: nobody
    digest TEXT NOT NULL UNIQUE, -- audience: nobody
    purpose TEXT NOT NULL, -- audience: account
    scope TEXT NOT NULL, -- audience: account
    role TEXT NOT NULL, -- audience: account
    account INT64 REFERENCES account (key), -- audience: account
    address TEXT NOT NULL, -- audience: account
    subject INT64 NOT NULL, -- audience: account
    made INT64 NOT NULL, -- audience: site
    expires INT64 NOT NULL, -- audience: account
    consumed INT64, -- audience: site
    consumed_by INT64 REFERENCES account (key) -- audience: site
);
CREATE INDEX link_account ON link (account, purpose);

CREATE TABLE attempt (
    subject TEXT NOT NULL PRIMARY KEY, -- audience: nobody
    count INT64 NOT NULL, -- audience: nobody
    last INT64 NOT NULL -- audience: nobody
);
