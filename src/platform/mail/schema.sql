-- SPDX-License-Identifier: Apache-2.0
-- The outbox: migration mail/0001 until the first release.

CREATE TABLE outbox (
    key INT64 NOT NULL PRIMARY KEY, -- audience: site
    state TEXT NOT NULL -- audience: site, organiser once counted
        CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'uncertain', 'dropped')),
    kind TEXT NOT NULL, -- audience: site
    to_name TEXT NOT NULL, -- audience: site
    to_address TEXT NOT NULL, -- audience: site
    to_account INT64 NOT NULL, -- audience: nobody
    language TEXT NOT NULL CHECK (language IN ('en', 'ko', 'de')), -- audience: site
    subject INT64 NOT NULL, -- audience: site
    argument TEXT NOT NULL, -- audience: site; on the machine itself
    once TEXT UNIQUE, -- audience: nobody
    queued INT64 NOT NULL, -- audience: site
    next INT64 NOT NULL, -- audience: site
    tries INT64 NOT NULL, -- audience: site
    message_id TEXT NOT NULL, -- audience: site
    claim INT64, -- audience: nobody
    begun INT64, -- audience: site
    finished INT64, -- audience: site
    reply TEXT NOT NULL -- audience: site
);
CREATE INDEX outbox_state ON outbox (state, next, key);
