/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/admin/journal_words.h"

#include "feature/prize/application.h"
#include "platform/account/account.h"
#include "platform/store/json.h"

enum { COMMITMENT_SHOWN = 12 };

typedef struct {
    const char *code;
    Message word;
} CodeWord;

static const CodeWord kinds[] = {
    {"application.extended", M("Deadline of one application extended")},
    {"application.imported", M("Application brought in from elsewhere")},
    {"application.submitted", M("Application submitted")},
    {"application.withdrawn", M("Application withdrawn")},
    {"assignment.confirmed", M("Assignment confirmed")},
    {"assignment.released", M("Review taken back")},
    {"ballot.cast", M("Vote sealed")},
    {"committee.left", M("Left the committee")},
    {"committee.seated", M("Seated on the committee")},
    {"conflict.declared", M("Conflict of interest declared")},
    {"conflict.found", M("Conflict of interest found")},
    {"conflict.lifted", M("Conflict of interest lifted")},
    {"conflict.recused", M("Stepped back")},
    {"conflict.set", M("Conflict of interest set")},
    {"edition.changed", M("Rules changed")},
    {"edition.loaded", M("Rules loaded")},
    {"expert.accepted", M("Expert accepted")},
    {"expert.invited", M("Expert invited")},
    {"expert.left", M("Expert left")},
    {"feedback.released", M("Feedback released")},
    {"motion.closed", M("Vote closed")},
    {"motion.contested", M("Proposal contested")},
    {"motion.opened", M("Put to the committee")},
    {"publication.set", M("Announcement changed")},
    {"record.taken", M("Record downloaded")},
    {"review.imported", M("Review brought in from elsewhere")},
    {"review.sent", M("Review sent")},
    {"role.granted", M("Role granted")},
    {"role.revoked", M("Role revoked")},
    {"round.confirmed", M("Result confirmed")},
    {"round.moved_up", M("Moved up from the reserve list")},
    {"screening.decided", M("Eligibility decided")},
    {"winner.accepted", M("Award accepted")},
    {"winner.told", M("Winner told under embargo")},
    {"winners.decided", M("Winners decided")},
};

static const CodeWord fields[] = {
    {"account", M("Person")},
    {"aim", M("Aim")},
    {"anew", M("Planned anew")},
    {"applicant_kind", M("Who applies")},
    {"application", M("Application")},
    {"award", M("Award")},
    {"ballots", M("Ballots")},
    {"bound", M("Bound of the proof")},
    {"cap", M("Greatest chance of a pair, in 1024ths")},
    {"casting", M("The casting vote decided")},
    {"category", M("Category")},
    {"cause", M("Cause")},
    {"chances", M("Chances of the pairs")},
    {"city", M("City")},
    {"comment", M("Comment for the organiser")},
    {"commitment", M("Sealed vote")},
    {"country", M("Country")},
    {"deadline", M("Deadline")},
    {"departs", M("Departs from the ranking")},
    {"digest", M("Digest")},
    {"edition", M("Edition")},
    {"eligible", M("Decision")},
    {"feedback", M("Feedback")},
    {"files", M("Files")},
    {"fit", M("Data the assignment was chosen from")},
    {"kind", M("Kind")},
    {"load_greatest", M("Most reviews of an expert")},
    {"load_least", M("Fewest reviews of an expert")},
    {"load_missing", M("Reviews short of the least number")},
    {"load_missing_cost", M("Weight of the proof: too few reviews of an expert")},
    {"load_penalty", M("Weight of the proof: uneven loads")},
    {"lots", M("Number for lots")},
    {"means", M("Means")},
    {"missing", M("Reviews not sent")},
    {"missing_cost", M("Weight of the proof: a review without an expert")},
    {"motion", M("Key of the vote")},
    {"moved", M("Reviews that moved")},
    {"needed", M("Needed for the quorum")},
    {"note", M("Note")},
    {"number", M("Number of the application")},
    {"pairs", M("Reviews")},
    {"person", M("Person")},
    {"place_of", M("In the place of")},
    {"placings", M("Places")},
    {"previews", M("Previews by lot")},
    {"prices", M("Prices of the proof")},
    {"publish_at", M("Published from")},
    {"ratios", M("Variance ratios of the calibration, in thousandths")},
    {"reason", M("Reason")},
    {"received", M("Received")},
    {"recused", M("Recused")},
    {"region", M("Region")},
    {"released", M("No longer assigned")},
    {"result", M("Results")},
    {"role", M("Role")},
    {"round", M("Round")},
    {"rules", M("Rules")},
    {"score", M("Score that decides")},
    {"scores", M("Grades")},
    {"sealed", M("Before the announcement")},
    {"seat", M("Seat")},
    {"seconded_by", M("Confirmed by")},
    {"seed", M("Seed of the lot")},
    {"state", M("State")},
    {"stay_bonus", M("Weight of the proof: a review that stays")},
    {"step", M("Announcement")},
    {"sum", M("Fit in total, in millionths")},
    {"tally", M("Tally")},
    {"title", M("Title")},
    {"until", M("Until")},
    {"version", M("Version")},
    {"weights", M("Weights of the proof")},
    {"winners", M("Winners")},
    {"without_texts", M("Without texts")},
    {"worst", M("Lowest fit, in millionths")},
    {"worst_application", M("Application with the lowest fit")},
};

static const struct {
    const char *field;
    CodeWord value;
} values[] = {
    {"aim", {"even", M("the same number of reviews for everybody")}},
    {"aim", {"leximin", M("the lowest fits as high as possible, one after the other")}},
    {"aim", {"sum", M("the best fit in all")}},
    {"aim", {"worst", M("the lowest fit as high as possible")}},
    {"cause", {"city", M("same city")}},
    {"cause", {"conflict", M("conflict of interest")}},
    {"cause", {"declared", M("declared")}},
    {"cause", {"domain", M("same mail domain")}},
    {"cause", {"left", M("left")}},
    {"cause", {"organisation", M("same organisation")}},
    {"cause", {"partner", M("partner organisation")}},
    {"cause", {"recused", M("stepped back")}},
    {"cause", {"set", M("set by an organiser")}},
    {"cause", {"team", M("writes the application")}},
    {"cause", {"withdrawn", M("withdrawn")}},
    {"kind", {"ballot", M("Ballot")}},
    {"kind", {"departure", M("Departure from the ranking")}},
    {"kind", {"proposal", M("The chair’s proposal")}},
    {"seat", {"chair", M("Chair")}},
    {"seat", {"deputy", M("Deputy")}},
    {"seat", {"member", M("Member")}},
    {"state", {"carried", M("Carried")}},
    {"state", {"inquorate", M("No quorum")}},
    {"state", {"lost", M("Lost")}},
};

static Message word_of(const CodeWord *words, size_t count, Text code)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_c(code, words[i].code)) return words[i].word;
    }
    return (Message){0};
}

Message journal_kind_word(Text kind)
{
    return word_of(kinds, sizeof kinds / sizeof *kinds, kind);
}

Message journal_field_word(const char *name)
{
    return word_of(fields, sizeof fields / sizeof *fields, text_of(name));
}

static Message value_word(const char *name, Text code)
{
    if (strcmp(name, "role") == 0) return account_role_label(code);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(name, values[i].field) == 0 && text_is_c(code, values[i].value.code))
            return values[i].value.word;
    }
    return (Message){0};
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0) return true;
    }
    return false;
}

static Text written(const JournalReader *reader, Message message)
{
    return message_write(reader->at->arena, reader->language, &message);
}

/* ---- what the edition's rules name */

static Text applicant_kind_name(const JournalReader *reader, Text code)
{
    const NamedList *all = &reader->edition->applicant_kinds;
    for (size_t i = 0; i < all->count; i++) {
        if (text_is(all->at[i].code, code)) return words_in(&all->at[i].name, reader->language);
    }
    return code;
}

static Text criterion_name(const JournalReader *reader, const char *code)
{
    for (size_t i = 0; reader->edition && i < reader->edition->rubrics.count; i++) {
        const Rubric *rubric = &reader->edition->rubrics.at[i];
        for (size_t k = 0; k < rubric->criteria.count; k++)
            if (text_is_c(rubric->criteria.at[k].code, code))
                return words_in(&rubric->criteria.at[k].name, reader->language);
    }
    return text_copy(reader->at->arena, text_of(code));
}

static Text application_name(const JournalReader *reader, Text code)
{
    ApplicationId id;
    if (!text_to_int(code, &id.key)) return code;
    const Application *application = application_find(reader->at, id);
    return application ? application_number(reader->at->arena, reader->edition, application) : code;
}

static Text name_in_edition(const JournalReader *reader, const char *name, Text code)
{
    const Edition *edition = reader->edition;
    if (!edition) return code;
    if (is_one_of(name, (const char *const[]){"application", "place_of", NULL}))
        return application_name(reader, code);
    if (strcmp(name, "category") == 0) return edition_category_name(edition, code, reader->language);
    if (strcmp(name, "region") == 0) return edition_region_name(edition, code, reader->language);
    if (strcmp(name, "applicant_kind") == 0) return applicant_kind_name(reader, code);
    const Award *award = strcmp(name, "award") == 0 ? edition_award(edition, code) : NULL;
    return award ? words_in(&award->name, reader->language) : code;
}

static Text round_name(const JournalReader *reader, int64_t number)
{
    const Round *round = reader->edition ? edition_round(reader->edition, number) : NULL;
    return round ? words_in(&round->name, reader->language)
                 : number_write(reader->at->arena, reader->language, number);
}

/* ---- values */

static Text text_value(const JournalReader *reader, const char *name, Text code)
{
    Instant instant;
    Arena *arena = reader->at->arena;
    Message word = value_word(name, code);
    if (word.english) return written(reader, word);
    if (strcmp(name, "country") == 0) return country_name(arena, reader->language, code);
    if (instant_read(code, &instant))
        return instant_format(arena, reader->language, instant, reader->zone, DATE_TIME);
    return name_in_edition(reader, name, code);
}

static Text number_value(const JournalReader *reader, const char *name, int64_t number)
{
    static const char *const yes_or_no[] = {"casting", "departs", "sealed", "without_texts", NULL};
    if (strcmp(name, "eligible") == 0) return written(reader, number ? M("Eligible") : M("Not eligible"));
    if (is_one_of(name, yes_or_no)) return written(reader, number ? M("Yes") : M("No"));
    if (strcmp(name, "step") == 0 && number == STEP_WINNERS) return written(reader, M("The winners"));
    if (is_one_of(name, (const char *const[]){"round", "step", NULL})) return round_name(reader, number);
    return number_write(reader->at->arena, reader->language, number);
}

static Text grades(const JournalReader *reader, const json_t *scores)
{
    TextBuffer out = {.arena = reader->at->arena};
    const char *code;
    const json_t *grade;
    json_object_foreach((json_t *)scores, code, grade)
    {
        if (out.size) buffer_add(&out, TEXT(" · "));
        buffer_add(&out, criterion_name(reader, code));
        buffer_add_format(&out, " %lld", (long long)json_integer_value(grade));
    }
    return buffer_text(&out);
}

static Text object_value(const JournalReader *reader, const char *name, const json_t *value)
{
    const char *commitment = json_string_value(json_object_get(value, "commitment"));
    if (commitment) return text_format(reader->at->arena, "#%.*s…", COMMITMENT_SHOWN, commitment);
    if (strcmp(name, "scores") == 0) return grades(reader, value);
    return written(reader, M("They stand in the file of the record."));
}

Text journal_value(const JournalReader *reader, const char *name, const json_t *value)
{
    if (json_is_string(value))
        return text_value(reader, name,
                          text_copy(reader->at->arena,
                                    (Text){json_string_value(value), json_string_length(value)}));
    if (json_is_integer(value)) return number_value(reader, name, json_integer_value(value));
    if (json_is_object(value)) return object_value(reader, name, value);
    return written(reader, MN("{n} entry", "{n} entries", (int64_t)json_array_size(value)));
}

Text journal_subject(const JournalReader *reader, const json_t *says)
{
    static const char *const told[] = {"application", "round", "eligible", "step", "role",
                                       "seat",        "kind",  "state",    "award"};
    TextBuffer out = {.arena = reader->at->arena};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const json_t *value = json_object_get(says, told[i]);
        if (!value || (json_is_string(value) && !json_string_length(value))) continue;
        if (out.size) buffer_add(&out, TEXT(" · "));
        buffer_add(&out, journal_value(reader, told[i], value));
    }
    return buffer_text(&out);
}
