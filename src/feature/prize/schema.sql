-- The prize: migration prize/0001 until the first release; later schema.sql is dumped and compared.
-- SPDX-License-Identifier: Apache-2.0

-- ---- edition.c
CREATE TABLE edition (
    key INT64 PRIMARY KEY,              -- audience: public
    code TEXT NOT NULL UNIQUE,          -- audience: public
    scope TEXT NOT NULL UNIQUE,         -- audience: nobody
    rules_version INT64 NOT NULL,       -- audience: public; the newest
    rules_digest TEXT NOT NULL,         -- audience: public; BLAKE2b-256 of the newest rules, hex
    opens_at INT64 NOT NULL,            -- audience: public; of the newest rules, to find the newest edition
    demonstration INT64 NOT NULL CHECK (demonstration IN (0, 1)), -- audience: public
    lots TEXT NOT NULL,                 -- audience: nobody; what lots are drawn from, hex: the first result opens it
    created_at INT64 NOT NULL           -- audience: public
);

-- The rules, canonical JSON; a version never changes.
CREATE TABLE edition_rules (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: public
    version INT64 NOT NULL,             -- audience: public
    rules TEXT NOT NULL,                -- audience: public; but for the members of groups, JSON
    kept_at INT64 NOT NULL,             -- audience: organiser
    kept_by INT64 NOT NULL,             -- audience: organiser
    reason TEXT NOT NULL,               -- audience: organiser
    tongue TEXT NOT NULL,               -- audience: organiser; the language that the reason is written in, "" unknown
    PRIMARY KEY (edition, version)
);

-- A change of the rules that an organiser looks at before confirming it.
CREATE TABLE edition_draft (
    key INT64 PRIMARY KEY,              -- audience: organiser
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    based_on INT64 NOT NULL,            -- audience: organiser; the version that it changes
    rules TEXT NOT NULL,                -- audience: organiser; canonical JSON
    made_by INT64 NOT NULL,             -- audience: organiser
    made_at INT64 NOT NULL              -- audience: organiser
);
CREATE INDEX edition_draft_of_edition ON edition_draft (edition);

-- When the result of a step may be known: a round's number, or 0 for the winners. NULL: held.
CREATE TABLE publication (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: public
    step INT64 NOT NULL,                -- audience: public
    publish_at INT64,                   -- audience: public
    PRIMARY KEY (edition, step)
);

-- Holding or moving an announcement takes two people.
CREATE TABLE publication_motion (
    key INT64 PRIMARY KEY,              -- audience: organiser
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    step INT64 NOT NULL,                -- audience: organiser
    publish_at INT64,                   -- audience: organiser; NULL: to hold
    at_once INT64 NOT NULL CHECK (at_once IN (0, 1)), -- audience: organiser; from the second on
    reason TEXT NOT NULL,               -- audience: organiser
    tongue TEXT NOT NULL,               -- audience: organiser; the language that the reason is written in
    moved_by INT64 NOT NULL,            -- audience: organiser
    moved_at INT64 NOT NULL,            -- audience: organiser
    seconded_by INT64,                  -- audience: organiser
    seconded_at INT64,                  -- audience: organiser
    dropped_at INT64                    -- audience: organiser
);
CREATE INDEX publication_motion_of_edition ON publication_motion (edition, step);

-- ---- application.c
CREATE TABLE application (
    key INT64 PRIMARY KEY,              -- audience: applicant, organiser, assigned experts, committee, public once published
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: applicant, organiser, assigned experts, committee, public once published
    number INT64,                       -- audience: applicant, organiser, experts, committee, public once published; minted at the first submission
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'withdrawn')), -- audience: applicant, organiser, experts, public once counted
    version INT64 NOT NULL,             -- audience: applicant; the submitted version that stands, 0: none
    created_at INT64 NOT NULL,          -- audience: applicant
    submitted_at INT64,                 -- audience: applicant, organiser; of the version that stands
    withdrawn_at INT64,                 -- audience: applicant, organiser
    extended_until INT64,               -- audience: applicant, organiser; an extension for this one
    UNIQUE (edition, number)
);
CREATE INDEX application_of_edition ON application (edition, state);

-- ground.c: who changed a field of a form that several people or windows may write to, and on which sheet.
CREATE TABLE kept_field (
    subject INT64 NOT NULL,             -- audience: applicant, the expert; the application or assignment
    field TEXT NOT NULL,                -- audience: applicant, the expert
    sheet TEXT NOT NULL,                -- audience: nobody
    kept_by INT64 NOT NULL,             -- audience: applicant, the expert
    kept_at INT64 NOT NULL,             -- audience: applicant, the expert
    PRIMARY KEY (subject, field)
);

-- What the application says of itself; version 0 is the draft, the others are as submitted.
CREATE TABLE application_version (
    application INT64 NOT NULL REFERENCES application (key), -- audience: applicant
    version INT64 NOT NULL,             -- audience: applicant
    title TEXT NOT NULL,                -- audience: applicant, organiser, experts, committee, public once published
    tongue TEXT NOT NULL,               -- audience: applicant, organiser, experts, committee, public once published; the language it is written in
    category TEXT NOT NULL,             -- audience: applicant, organiser, assigned experts, committee, public once published
    applicant_kind TEXT NOT NULL,       -- audience: applicant, organiser, assigned experts, committee, public once published
    organisation TEXT NOT NULL,         -- audience: applicant, organiser, experts, committee
    city TEXT NOT NULL,                 -- audience: applicant, organiser, experts, committee, public once published, public once counted; of the project
    country TEXT NOT NULL,              -- audience: applicant, organiser, experts, committee, public once published, public once counted
    region TEXT NOT NULL,               -- audience: applicant, organiser, assigned experts, committee, public once published; follows from the country by the edition's rules
    contact_name TEXT NOT NULL,         -- audience: applicant, organiser
    contact_address TEXT NOT NULL,      -- audience: applicant, organiser
    pledged INT64 NOT NULL CHECK (pledged IN (0, 1)), -- audience: applicant, organiser
    saved_at INT64 NOT NULL,            -- audience: applicant
    submitted_at INT64,                 -- audience: applicant, organiser, assigned experts, committee
    digest TEXT NOT NULL,               -- audience: applicant, organiser; of the canonical text, '' of the draft
    organisation_key TEXT NOT NULL,     -- audience: nobody; folded for comparison
    city_key TEXT NOT NULL,             -- audience: public once counted; folded for comparison
    domain TEXT NOT NULL,               -- audience: nobody; of the contact's address, '' of a public provider
    receipt INT64 UNIQUE,               -- audience: nobody; names a submitted version in mails
    PRIMARY KEY (application, version)
);

-- submitted.c: what is submitted now, counted in the change that changes it
CREATE TABLE submitted_place (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: nobody
    country TEXT NOT NULL,              -- audience: nobody
    city TEXT NOT NULL,                 -- audience: nobody
    applications INT64 NOT NULL,        -- audience: nobody
    PRIMARY KEY (edition, country, city)
);
CREATE TABLE submitted (
    edition INT64 NOT NULL PRIMARY KEY REFERENCES edition (key), -- audience: public
    applications INT64 NOT NULL,        -- audience: organiser, public once counted; when the call is over
    cities INT64 NOT NULL,              -- audience: organiser, public once counted
    countries INT64 NOT NULL            -- audience: organiser, public once counted
);

CREATE TABLE answer (
    application INT64 NOT NULL,         -- audience: applicant, organiser, assigned experts, committee
    version INT64 NOT NULL,             -- audience: applicant, organiser, assigned experts, committee
    question TEXT NOT NULL,             -- audience: applicant, organiser, assigned experts, committee
    text TEXT NOT NULL,                 -- audience: applicant, organiser, assigned experts, committee
    PRIMARY KEY (application, version, question),
    FOREIGN KEY (application, version) REFERENCES application_version (application, version)
);

CREATE TABLE partner (
    application INT64 NOT NULL,         -- audience: applicant, organiser, assigned experts, committee
    version INT64 NOT NULL,             -- audience: applicant, organiser, assigned experts, committee
    place INT64 NOT NULL,               -- audience: applicant, organiser, assigned experts, committee
    name TEXT NOT NULL,                 -- audience: applicant, organiser, assigned experts, committee
    country TEXT NOT NULL,              -- audience: applicant, organiser, assigned experts, committee
    name_key TEXT NOT NULL,             -- audience: nobody; folded for comparison
    PRIMARY KEY (application, version, place),
    FOREIGN KEY (application, version) REFERENCES application_version (application, version)
);

CREATE TABLE attachment (
    key INT64 PRIMARY KEY,              -- audience: applicant, organiser, assigned experts, committee
    application INT64 NOT NULL,         -- audience: applicant, organiser, assigned experts, committee
    version INT64 NOT NULL,             -- audience: applicant, organiser, assigned experts, committee
    slot TEXT NOT NULL,                 -- audience: applicant, organiser, assigned experts, committee
    name TEXT NOT NULL,                 -- audience: applicant, organiser, assigned experts, committee
    digest TEXT NOT NULL,               -- audience: applicant, organiser, assigned experts, committee
    size_bytes INT64 NOT NULL,          -- audience: applicant, organiser, assigned experts, committee
    pages INT64 NOT NULL,               -- audience: applicant, organiser, assigned experts, committee
    added_at INT64 NOT NULL,            -- audience: applicant
    FOREIGN KEY (application, version) REFERENCES application_version (application, version)
);
-- Conflicts of interest are looked for by what names fold to.
CREATE INDEX application_version_of_city ON application_version (city_key);
CREATE INDEX application_version_of_organisation ON application_version (organisation_key);
CREATE INDEX application_version_of_domain ON application_version (domain);
CREATE INDEX partner_of_name ON partner (name_key);
CREATE INDEX attachment_of_application ON attachment (application, version);

-- Whose accounts write an application.
CREATE TABLE team_member (
    application INT64 NOT NULL REFERENCES application (key), -- audience: applicant, organiser
    account INT64 NOT NULL,             -- audience: applicant, organiser
    is_lead INT64 NOT NULL CHECK (is_lead IN (0, 1)), -- audience: applicant, organiser
    joined_at INT64 NOT NULL,           -- audience: applicant, organiser
    PRIMARY KEY (application, account)
);
CREATE INDEX team_member_of_account ON team_member (account);

-- ---- expert.c
CREATE TABLE expert (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    account INT64 NOT NULL,             -- audience: organiser
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'left')), -- audience: organiser, the expert
    capacity INT64 NOT NULL,            -- audience: organiser, the expert; reviews a round, 0: as the round says
    invited_at INT64 NOT NULL,          -- audience: organiser
    accepted_at INT64,                  -- audience: organiser
    left_at INT64,                      -- audience: organiser
    PRIMARY KEY (edition, account)
);
-- Where a person who judges comes from (expert, committee member, organiser): for conflicts.
CREATE TABLE affiliation (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    account INT64 NOT NULL,             -- audience: organiser
    organisation TEXT NOT NULL,         -- audience: organiser, the person
    city TEXT NOT NULL,                 -- audience: organiser, the person
    country TEXT NOT NULL,              -- audience: organiser, the person
    tongue TEXT NOT NULL,               -- audience: organiser, the person; the language that organisation and city are written in
    organisation_key TEXT NOT NULL,     -- audience: nobody; folded for comparison
    city_key TEXT NOT NULL,             -- audience: nobody; folded for comparison
    domain TEXT NOT NULL,               -- audience: nobody; of the mail address, '' of a public provider
    PRIMARY KEY (edition, account)
);
CREATE INDEX affiliation_of_city ON affiliation (edition, city_key);
CREATE INDEX affiliation_of_organisation ON affiliation (edition, organisation_key);
CREATE INDEX affiliation_of_domain ON affiliation (edition, domain);
CREATE TABLE expert_topic (
    edition INT64 NOT NULL,             -- audience: organiser, the expert
    account INT64 NOT NULL,             -- audience: organiser, the expert
    topic TEXT NOT NULL,                -- audience: organiser, the expert
    PRIMARY KEY (edition, account, topic),
    FOREIGN KEY (edition, account) REFERENCES expert (edition, account)
);
CREATE TABLE expert_tongue (
    edition INT64 NOT NULL,             -- audience: organiser, the expert
    account INT64 NOT NULL,             -- audience: organiser, the expert
    tongue TEXT NOT NULL,               -- audience: organiser, the expert
    PRIMARY KEY (edition, account, tongue),
    FOREIGN KEY (edition, account) REFERENCES expert (edition, account)
);

-- Topics of an application (chosen by the applicant among the edition's).
CREATE TABLE application_topic (
    application INT64 NOT NULL,         -- audience: applicant, organiser, assigned experts, committee
    version INT64 NOT NULL,             -- audience: applicant, organiser, assigned experts, committee
    topic TEXT NOT NULL,                -- audience: applicant, organiser, assigned experts, committee
    PRIMARY KEY (application, version, topic),
    FOREIGN KEY (application, version) REFERENCES application_version (application, version)
);

-- Who may not judge what: experts, organisers and committee members alike.
CREATE TABLE conflict (
    key INT64 PRIMARY KEY,              -- audience: organiser
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser, the person
    account INT64 NOT NULL,             -- audience: organiser, the person, committee; who was recused stands in the minutes
    cause TEXT NOT NULL CHECK (cause IN ('declared', 'recused', 'city', 'organisation', 'partner', 'domain', 'team', 'set')), -- audience: organiser, the person
    note TEXT NOT NULL,                 -- audience: organiser, the person
    tongue TEXT NOT NULL,               -- audience: organiser, the person; the language that the note is written in
    found_at INT64 NOT NULL,            -- audience: organiser
    lifted_at INT64                     -- audience: organiser; only what was detected can be lifted, with a reason
);
CREATE UNIQUE INDEX conflict_once ON conflict (application, account, cause);
CREATE INDEX conflict_of_account ON conflict (account, edition);

-- ---- import.c
-- What an organiser's own spreadsheets call an application.
CREATE TABLE import_key (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    name TEXT NOT NULL,                 -- audience: organiser; in lower case
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser
    PRIMARY KEY (edition, name)
);

-- ---- assignment.c
-- An affinity that came from outside (bids); without a row it follows from topics and languages.
CREATE TABLE affinity (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser
    account INT64 NOT NULL,             -- audience: organiser
    millionths INT64 NOT NULL CHECK (millionths >= 0 AND millionths <= 1000000), -- audience: organiser
    PRIMARY KEY (application, account)
);

CREATE TABLE assignment_plan (
    key INT64 PRIMARY KEY,              -- audience: organiser
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    round INT64 NOT NULL,               -- audience: organiser
    state TEXT NOT NULL CHECK (state IN ('preview', 'confirmed', 'dropped')), -- audience: organiser
    made_at INT64 NOT NULL,             -- audience: organiser
    made_by INT64 NOT NULL,             -- audience: organiser
    quality TEXT NOT NULL               -- audience: organiser; JSON: sum, worst, loads, certificate
);
CREATE TABLE assignment_plan_pair (
    plan INT64 NOT NULL REFERENCES assignment_plan (key), -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser
    account INT64 NOT NULL,             -- audience: organiser
    millionths INT64 NOT NULL,          -- audience: organiser
    PRIMARY KEY (plan, application, account)
);

CREATE TABLE assignment (
    key INT64 PRIMARY KEY,              -- audience: organiser, the expert
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser, the expert
    round INT64 NOT NULL,               -- audience: organiser, the expert
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser, the expert
    account INT64 NOT NULL,             -- audience: organiser, the expert
    state TEXT NOT NULL CHECK (state IN ('open', 'begun', 'sent', 'recused', 'dropped')), -- audience: organiser, the expert, applicant once released, organiser once counted
    assigned_at INT64 NOT NULL,         -- audience: organiser, the expert
    ended_at INT64,                     -- audience: organiser, the expert
    UNIQUE (round, application, account)
);
CREATE INDEX assignment_of_account ON assignment (account, edition, round);
CREATE INDEX assignment_of_application ON assignment (application, round);

-- ---- review.c
CREATE TABLE review (
    assignment INT64 PRIMARY KEY REFERENCES assignment (key), -- audience: organiser, the expert
    comment TEXT NOT NULL,              -- audience: organiser, the expert, assigned experts once shown
    comment_tongue TEXT NOT NULL,       -- audience: organiser, the expert, assigned experts once shown; the language that it is written in
    feedback TEXT NOT NULL,             -- audience: organiser, the expert, applicant once released, assigned experts once shown
    feedback_tongue TEXT NOT NULL,      -- audience: organiser, the expert, applicant once released, assigned experts once shown
    saved_at INT64 NOT NULL,            -- audience: organiser, the expert
    sent_at INT64,                      -- audience: organiser, the expert
    imported INT64 NOT NULL CHECK (imported IN (0, 1)) -- audience: organiser, the expert; by an organiser, from elsewhere
);
-- A review that was sent and is being changed: what was sent stands until this is sent.
CREATE TABLE review_draft (
    assignment INT64 PRIMARY KEY REFERENCES assignment (key), -- audience: the expert
    content TEXT NOT NULL,              -- audience: the expert; JSON: grades, comment, feedback
    saved_at INT64 NOT NULL             -- audience: the expert
);
CREATE TABLE score (
    assignment INT64 NOT NULL REFERENCES assignment (key), -- audience: organiser, the expert
    criterion TEXT NOT NULL,            -- audience: organiser, the expert, assigned experts once shown, applicant once published
    grade INT64 NOT NULL,               -- audience: organiser, the expert, assigned experts once shown, applicant once published; of the applicant means
    PRIMARY KEY (assignment, criterion)
);

-- ---- screening.c
CREATE TABLE screening (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    round INT64 NOT NULL,               -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser
    eligible INT64 NOT NULL CHECK (eligible IN (0, 1)), -- audience: organiser, the expert, applicant once published
    reason TEXT NOT NULL,               -- audience: organiser, the expert, applicant once published
    tongue TEXT NOT NULL,               -- audience: organiser, the expert, applicant once published; the language that the reason is written in
    decided_by INT64 NOT NULL,          -- audience: organiser
    decided_at INT64 NOT NULL,          -- audience: organiser
    PRIMARY KEY (round, application)
);

-- ---- round.c
-- The confirmed result of a round, an entrant a row.
CREATE TABLE round_result (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    round INT64 NOT NULL,               -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser, committee, applicant once published
    rank INT64 NOT NULL,                -- audience: organiser
    numerator INT64 NOT NULL,           -- audience: organiser, committee, applicant once published; of the score that decides, 0/0 where none
    denominator INT64 NOT NULL,         -- audience: organiser, committee, applicant once published
    mean_numerator INT64 NOT NULL,      -- audience: organiser, applicant once published; of the mean, whatever decides
    mean_denominator INT64 NOT NULL,    -- audience: organiser, applicant once published
    reviews INT64 NOT NULL,             -- audience: organiser
    outcome TEXT NOT NULL CHECK (outcome IN ('rank', 'moved', 'floor', 'tie', 'eligible', 'capped', 'displaced', 'below', 'minimum', 'unscored', 'ineligible')), -- audience: organiser, applicant once published; of the applicant whether passed
    bound INT64 NOT NULL,               -- audience: organiser; which of the round's floors, then caps, from 0; -1 none
    counterpart INT64 NOT NULL,         -- audience: organiser; the application in whose place, 0 none
    tie TEXT NOT NULL CHECK (tie IN ('', 'passed', 'criterion', 'lot')), -- audience: organiser
    tie_with INT64 NOT NULL,            -- audience: organiser; the equal on the other side of the line, 0 none
    reserve INT64 NOT NULL,             -- audience: organiser; place on the reserve list, 0: none
    passed INT64 NOT NULL CHECK (passed IN (0, 1)), -- audience: organiser, committee, applicant once published, organiser once counted; or moved up
    PRIMARY KEY (round, application)
);
CREATE TABLE round_confirmation (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    round INT64 NOT NULL,               -- audience: organiser
    confirmed_at INT64 NOT NULL,        -- audience: organiser
    confirmed_by INT64 NOT NULL,        -- audience: organiser
    note TEXT NOT NULL,                 -- audience: organiser
    feedback_released_at INT64,         -- audience: organiser
    PRIMARY KEY (edition, round)
);
-- Who moved up from the reserve list after the round was confirmed.
CREATE TABLE round_move (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    round INT64 NOT NULL,               -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser
    place_of INT64 NOT NULL REFERENCES application (key), -- audience: organiser; who withdrew
    reason TEXT NOT NULL,               -- audience: organiser
    moved_by INT64 NOT NULL,            -- audience: organiser
    moved_at INT64 NOT NULL,            -- audience: organiser
    PRIMARY KEY (round, application),
    UNIQUE (round, place_of)
);
-- Who stands before the committee: passed the last round (or moved up from its reserve).
CREATE TABLE candidate (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser, committee, public once published
    round INT64 NOT NULL,               -- audience: organiser, committee, public once published; the round that made it one
    application INT64 NOT NULL PRIMARY KEY REFERENCES application (key) -- audience: organiser, committee, public once published
);

-- ---- committee.c
CREATE TABLE committee_member (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser, committee
    account INT64 NOT NULL,             -- audience: organiser, committee
    role TEXT NOT NULL CHECK (role IN ('member', 'chair', 'deputy')), -- audience: organiser, committee
    joined_at INT64 NOT NULL,           -- audience: organiser, committee
    left_at INT64,                      -- audience: organiser, committee
    PRIMARY KEY (edition, account)
);
-- What the committee votes on: an award by ballot, the chair's proposal, or a departure from the ranking.
CREATE TABLE motion (
    key INT64 PRIMARY KEY,              -- audience: committee, organiser
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: committee, organiser
    kind TEXT NOT NULL CHECK (kind IN ('proposal', 'ballot', 'departure')), -- audience: committee, organiser
    award TEXT NOT NULL,                -- audience: committee, organiser; '' of the whole
    state TEXT NOT NULL CHECK (state IN ('open', 'contested', 'carried', 'lost', 'inquorate')), -- audience: committee, organiser
    reason TEXT NOT NULL,               -- audience: committee, organiser
    contest TEXT NOT NULL,              -- audience: committee, organiser; why a proposal was contested
    tongue TEXT NOT NULL,               -- audience: committee, organiser; the language that reason or contest is written in
    content TEXT NOT NULL,              -- audience: committee, organiser; JSON: who gets which place
    moved_by INT64 NOT NULL,            -- audience: committee, organiser
    opened_at INT64 NOT NULL,           -- audience: committee, organiser
    closed_at INT64,                    -- audience: committee, organiser
    result TEXT NOT NULL                -- audience: committee, organiser; JSON: the tally, '' while open
);
CREATE TABLE ballot (
    motion INT64 NOT NULL REFERENCES motion (key), -- audience: committee, organiser; that it was cast
    account INT64 NOT NULL,             -- audience: committee, organiser; that it was cast
    commitment TEXT NOT NULL,           -- audience: committee, organiser
    salt TEXT NOT NULL,                 -- audience: committee once closed, organiser once closed
    content TEXT NOT NULL,              -- audience: committee once closed, organiser once closed; with names as the rules say; JSON
    cast_at INT64 NOT NULL,             -- audience: committee, organiser
    PRIMARY KEY (motion, account)
);
CREATE TABLE winner (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser, committee, public once announced
    application INT64 NOT NULL PRIMARY KEY REFERENCES application (key), -- audience: organiser, committee, public once announced
    award TEXT NOT NULL,                -- audience: organiser, committee, public once announced
    tier TEXT NOT NULL,                 -- audience: organiser, committee, public once announced; '' none
    place INT64 NOT NULL,               -- audience: organiser, committee, public once announced
    share INT64 NOT NULL,               -- audience: organiser, committee, public once announced; 0, or which of those who share the place
    motion INT64 NOT NULL REFERENCES motion (key), -- audience: committee, organiser
    decided_at INT64 NOT NULL,          -- audience: committee, organiser
    UNIQUE (edition, award, place, share)
);
-- Named contacts of winners, told under embargo.
CREATE TABLE winner_notice (
    key INT64 PRIMARY KEY,              -- audience: organiser
    application INT64 NOT NULL REFERENCES application (key), -- audience: organiser
    name TEXT NOT NULL,                 -- audience: organiser
    address TEXT NOT NULL,              -- audience: organiser
    told_at INT64,                      -- audience: organiser
    accepted_at INT64                   -- audience: organiser
);
-- Results that applicants have been mailed: a step once.
CREATE TABLE result_notice (
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: nobody
    step INT64 NOT NULL,                -- audience: nobody; a round, or 0 for the winners
    queued_at INT64 NOT NULL,           -- audience: nobody
    PRIMARY KEY (edition, step)
);

-- ---- record.c
-- Who took the record from the organiser's page, and how.
CREATE TABLE record_taking (
    key INT64 PRIMARY KEY,              -- audience: organiser
    edition INT64 NOT NULL REFERENCES edition (key), -- audience: organiser
    account INT64 NOT NULL,             -- audience: organiser
    taken_at INT64 NOT NULL,            -- audience: organiser
    is_sealed INT64 NOT NULL CHECK (is_sealed IN (0, 1)), -- audience: organiser
    without_texts INT64 NOT NULL CHECK (without_texts IN (0, 1)) -- audience: organiser
);
CREATE INDEX record_taking_of_edition ON record_taking (edition, taken_at);
