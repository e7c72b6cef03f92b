-- SPDX-License-Identifier: Apache-2.0
-- The outbox: migration mail/0001 until the first release.

CREATE TABLE outbox (
    key INT64 NOT NULL PRIMARY KEY, -- audience: organiser
    state TEXT NOT NULL -- audience: organiser
        CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'uncertain', 'dropped')),
    kind TEXT NOT NULL, -- audience: organiser
    to_name TEXT NOT NULL, -- audience: organiser
    to_address TEXT NOT NULL, -- audience: organiser
    to_account INT64 NOT NULL, -- audience: nobody (internal)
    language TEXT NOT NULL CHECK (language IN ('en', 'ko', 'de')), -- audience: organiser
    subject INT64 NOT NULL, -- audience: organiser
    argument TEXT NOT NULL, -- audience: nobody (internal)
    once TEXT UNIQUE, -- audience: nobody (internal)
    queued INT64 NOT NULL, -- audience: organiser
    next INT64 NOT NULL, -- audience: organiser
    tries INT64 NOT NULL, -- audience: organiser
    message_id TEXT NOT NULL, -- audience: organiser
    claim INT64, -- audience: nobody (internal)
    begun INT64, -- audience: organiser
    finished INT64, -- audience: organiser
    reply TEXT NOT NULL -- audience: organiser
);
CREATE INDEX outbox_state ON outbox (state, next, key);
