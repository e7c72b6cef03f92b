/* SPDX-License-Identifier: Apache-2.0 */
/* Experts of an edition, and who may not judge what. */
#ifndef PRIZE_EXPERT_H
#define PRIZE_EXPERT_H

#include "feature/prize/application.h"

typedef enum { EXPERT_INVITED, EXPERT_ACTIVE, EXPERT_LEFT } ExpertState;

typedef struct {
    AccountId account;
    Text name, address;
    ExpertState state;
    Text organisation, city, country;
    Text tongue;      /* which organisation and city are written in */
    int64_t capacity; /* reviews a round; 0: as the round says */
    Codes topics, tongues;
    Instant invited, accepted, left;
} Expert;
typedef LIST(Expert) Experts;

/* Invites by mail; again, if they have not answered or had left. Journalled. A problem if they are an
 * expert of the edition already. */
bool expert_invite(Change *change, const Edition *edition, Text name, Text address, Language language,
                   Problems *problems, AccountId *account);
/* The same for somebody who has agreed already, elsewhere: no mail, and they are an expert at once. */
bool expert_enter(Change *change, const Edition *edition, Text name, Text address, Language language,
                  Problems *problems, AccountId *account);
void expert_accept(Change *change, const Edition *edition, AccountId account);
/* The invitation of `invited` was accepted by another account of the same person: what was known of the
 * invited one (profile, conflicts, bids) is theirs, and the invited one is no expert any more. Journalled. */
void expert_claim(Change *change, const Edition *edition, AccountId invited, AccountId by);
/* Keeps the profile, and looks for conflicts anew. */
bool expert_save_profile(Change *change, const Edition *edition, const Expert *profile, Problems *problems);
/* Leaves the edition: open reviews are dropped, sent ones stay, an invitation no longer works. Journalled
 * with a reason. */
void expert_leave(Change *change, const Edition *edition, AccountId account, Text reason);
bool expert_find(Snapshot *at, EditionId edition, AccountId account, Expert *expert);
Experts expert_all(Snapshot *at, EditionId edition); /* by name as the bytes go; pages collate */

/* Where somebody who judges comes from, expert or not; looks for conflicts anew. */
void affiliation_save(Change *change, const Edition *edition, AccountId account, Text organisation, Text city,
                      Text country);

/* ---- conflicts of interest: of experts, organisers and committee members alike */
typedef enum {
    CONFLICT_DECLARED,     /* said beforehand */
    CONFLICT_RECUSED,      /* stepped back from it */
    CONFLICT_CITY,         /* detected: same city and country */
    CONFLICT_ORGANISATION, /* same organisation, compared without case, accents and legal forms */
    CONFLICT_PARTNER,      /* their organisation is a partner of the application */
    CONFLICT_DOMAIN,       /* same mail domain, public providers left out (mail_providers.h) */
    CONFLICT_TEAM,         /* writes it themselves */
    CONFLICT_SET           /* set by an organiser */
} ConflictCause;

typedef struct {
    int64_t key;
    ApplicationId application;
    AccountId account;
    ConflictCause cause;
    Text note, tongue; /* which it is written in */
    Instant found, lifted;
} Conflict;
typedef LIST(Conflict) Conflicts;

/* Declares, recuses or sets; from now on the person no longer sees the application, and their reviews of
 * it end, the sent ones too, except in rounds that are confirmed already: those stand. Journalled. */
void conflict_add(Change *change, const Edition *edition, ApplicationId application, AccountId account,
                  ConflictCause cause, Text note);
/* Lifts one that was detected or set, by an organiser who isn't the person, with a reason; journalled. It
 * is not detected again. */
bool conflict_lift(Change *change, const Edition *edition, int64_t conflict, Text reason, Problems *problems);
/* Detects all of a person, or all of an application; journals what is new. */
void conflict_detect_of_person(Change *change, const Edition *edition, AccountId account);
void conflict_detect_of_application(Change *change, const Edition *edition, ApplicationId application);
ConflictCause conflict_cause_from(Text code); /* as it is kept */
Conflicts conflict_all(Snapshot *at, EditionId edition);
Conflicts conflict_of_person(Snapshot *at, EditionId edition, AccountId account);
bool conflict_stands(Snapshot *at, ApplicationId application, AccountId account);
/* The decision log for somebody who is kept from applications: their entries, and the entries that list
 * many applications, are sealed. conflict_sealed() says from which, as the record writes them. */
Codes conflict_sealed(Snapshot *at, EditionId edition);
bool conflict_seals(const Codes *sealed, Text kind, Text line);

#endif
