/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/gallery.h"

static const Text zone = {"Asia/Seoul", 10};

static void fill_shell(Arena *arena, Language language, Instant now, Shell *shell)
{
    *shell = (Shell){.language = language,
                     .title = TEXT("Components"),
                     .site_name = TEXT("Madang City Prize 2026"),
                     .home = URL(arena, language, "/"),
                     .is_unlisted = true,
                     .sign_in = URL(arena, language, "/sign-in/"),
                     .is_demonstration = true,
                     .now = now,
                     .zone = zone};
    static const char *const names[] = {"Prize", "Forum", "General meeting", "News", "Members"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *LIST_ADD(arena, &shell->navigation) = (ShellLink){.text = text_of(names[i]),
                                                           .url = URL(arena, language, "/components/"),
                                                           .is_current = i == 2};
    for (Language one = 0; one < LANGUAGE_COUNT; one++)
        *LIST_ADD(arena, &shell->alternates) = (Alternate){.language = one,
                                                           .url = URL(arena, one, "/components/"),
                                                           .is_current = one == language};
    shell_add_crumb(arena, shell, (Message){0}, TEXT("Desk"), URL(arena, language, "/"));
    shell_add_crumb(arena, shell, (Message){0}, TEXT("Components"), (Url){0});
}

static void fill_fields(Arena *arena, Gallery *gallery)
{
    Problems *problems = &gallery->problems;
    *problems = problems_none(arena);
    problems_add(problems, TEXT("mail"), M("Page not found"));
    problems_add(problems, TEXT("paid"), M("Not answered"));
    gallery->title = field_make(problems, TEXT("title"), TEXT("Lanterns for the Last Bus"));
    gallery->title.label = TEXT("Title of the project");
    gallery->title.hint = TEXT("As it should stand on the certificate.");
    gallery->title.characters_max = 80;
    gallery->mail = field_make(problems, TEXT("mail"), TEXT("lucia.city"));
    gallery->mail.label = TEXT("E-mail");
    gallery->mail.type = "email";
    gallery->mail.autocomplete = "email";
    gallery->mail.width = WIDTH_MIDDLE;
    gallery->count = field_make(problems, TEXT("count"), TEXT("64"));
    gallery->count.label = TEXT("Number of stops");
    gallery->count.inputmode = "numeric";
    gallery->count.width = WIDTH_SHORT;
    gallery->count.is_optional = true;
    gallery->text = field_make(problems, TEXT("text"), TEXT("\nA voice at 64 stops,\nafter ten at night."));
    gallery->text.label = TEXT("What did you build?");
    gallery->text.characters_max = 500;
    gallery->secret = field_make(problems, TEXT("secret"), TEXT(""));
    gallery->secret.label = TEXT("Password");
}

static void add_choice(Arena *arena, ChoiceField *field, const char *value, const char *words, bool is_chosen)
{
    Choice *choice = choice_add(arena, field, text_of(value), (Message){0}, TEXT(""));
    choice->text = text_of(words);
    choice->is_chosen = is_chosen;
}

static void fill_choices(Arena *arena, Gallery *gallery)
{
    gallery->category = choice_field_make(NULL, TEXT("category"));
    gallery->category.label = TEXT("Category");
    add_choice(arena, &gallery->category, "people", "People-centred", true);
    gallery->category.choices.at[0].hint_text = TEXT("It begins with what people need.");
    add_choice(arena, &gallery->category, "technology", "Technological innovation", false);
    gallery->paid = choice_field_make(&gallery->problems, TEXT("paid"));
    gallery->paid.label = TEXT("Who paid?");
    gallery->paid.hint = TEXT("Choose all that apply.");
    add_choice(arena, &gallery->paid, "city", "The city’s own budget", false);
    add_choice(arena, &gallery->paid, "state", "The state or the province", false);
    gallery->country = choice_field_make(NULL, TEXT("country"));
    gallery->country.label = TEXT("Country");
    add_choice(arena, &gallery->country, "CO", "Colombia", true);
    add_choice(arena, &gallery->country, "GH", "Ghana", false);
    gallery->day = date_field_make(NULL, TEXT("day"), TEXT("2026-03-01"), zone);
    gallery->day.label = TEXT("In use since");
    gallery->deadline = date_time_field_make(NULL, TEXT("deadline"), TEXT("2026-05-29 18:00:00"), zone);
    gallery->deadline.label = TEXT("The window closes");
    gallery->file = file_field_make(NULL, TEXT("file"), 20000000);
    gallery->file.label = TEXT("Evaluation");
    gallery->file.accept = ".pdf,application/pdf";
    gallery->file.kept_name = TEXT("evaluation-2025.pdf");
    gallery->file.kept_bytes = 2100000;
    gallery->file.kept_url = (Url){TEXT("#file")};
    gallery->file.can_remove = true;
}

static void fill_grades(Arena *arena, GradeField *field, Text name, Text chosen)
{
    static const char *const words[][2] = {{"Absent", "Nothing is shown that answers the question."},
                                           {"Weak", "It is claimed, but hardly shown."},
                                           {"Sound", "It is shown, with gaps that you can name."},
                                           {"Strong", "It is shown well; a doubt remains."},
                                           {"Model", "Shown so well that another city could copy it."}};
    *field = (GradeField){.name = name, .label = TEXT("1. Problem-centred innovation"), .tongue = TEXT("en")};
    field->hint = TEXT("Does it begin with a problem that people have?");
    for (size_t i = 0; i < 5; i++)
        grade_add(arena, field, text_format(arena, "%zu", i + 1), text_of(words[i][0]), text_of(words[i][1]),
                  chosen);
}

static void fill_points(Arena *arena, GradeField *field)
{
    *field = (GradeField){.name = TEXT("points"), .label = TEXT("Points"), .tongue = TEXT("en")};
    for (int i = 0; i <= 10; i++)
        grade_add(arena, field, text_format(arena, "%d", i), TEXT(""), TEXT(""), TEXT("7"));
}

static void fill_lists(Arena *arena, Language language, Gallery *gallery)
{
    Url here = URL(arena, language, "/components/");
    *LIST_ADD(arena, &gallery->answers) =
        (AnswerRow){.text = TEXT("Title"), .value = TEXT("Lanterns for the Last Bus"), .change = here};
    *LIST_ADD(arena, &gallery->answers) = (AnswerRow){.text = TEXT("In one sentence"), .change = here};
    *LIST_ADD(arena, &gallery->tasks) =
        (Task){.text = TEXT("Title and summary"), .url = here, .state = STATE_COMPLETED};
    *LIST_ADD(arena, &gallery->tasks) =
        (Task){.text = TEXT("What you built"), .url = here, .state = STATE_IN_PROGRESS};
    *LIST_ADD(arena, &gallery->tasks) = (Task){.text = TEXT("Sign and send"), .state = STATE_CANNOT_START};
    *LIST_ADD(arena, &gallery->tabs) = (ShellLink){.text = TEXT("All"), .url = here, .is_current = true};
    *LIST_ADD(arena, &gallery->tabs) = (ShellLink){.text = TEXT("People-centred"), .url = here};
    gallery->pages = pages_make(arena, here, 7, 20);
    instant_from_civil(TEXT("2026-05-29 18:00"), zone, &gallery->closes.at);
    gallery->closes.zone = zone;
    for (State state = 0; state <= STATE_WAITING; state++) gallery->states[gallery->state_count++] = state;
    for (NoticeKind kind = NOTICE_INFORMATION; kind <= NOTICE_BAD; kind++)
        *LIST_ADD(arena, &gallery->notices) =
            (Notice){.kind = kind, .text = TEXT("It arrived. Receipt 26-117.")};
}

/* A court of `count` applications: about one of six is lit, one of eight left out. */
static Court sample_court(Arena *arena, int64_t count, int64_t places)
{
    static const Message labels[SQUARE_KINDS] = {[SQUARE_FIRST] = {.english = "Submitted"},
                                                 [SQUARE_LIT] = {.english = "Shortlisted"},
                                                 [SQUARE_FAINT] = {.english = "Not selected"},
                                                 [SQUARE_EMPTY] = {.english = "Open"}};
    SquareKind *kinds = ARENA_MANY(arena, (size_t)count + 1, SquareKind);
    for (int64_t i = 0; i < count; i++)
        kinds[i] = i * 7919 % 6 == 0 ? SQUARE_LIT : i * 104729 % 8 == 3 ? SQUARE_FAINT : SQUARE_FIRST;
    return court_make(arena, kinds, count, places, labels);
}

static Instant day_at(const char *civil)
{
    Instant instant = INSTANT_NEVER;
    instant_from_civil(text_of(civil), zone, &instant);
    return instant;
}

static void fill_steps(Arena *arena, Instant now, Steps *steps)
{
    static const struct {
        const char *words, *begins, *ends;
    } all[] = {{"Call", "2026-02-13 00:00", "2026-05-30 00:00"},
               {"Eligibility check", "2026-06-01 00:00", "2026-06-20 00:00"},
               {"Assessment", "2026-06-22 00:00", "2026-08-01 00:00"},
               {"Final committee", "2026-08-24 00:00", "2026-09-12 00:00"},
               {"Announcement", "2026-09-25 14:00", "2026-09-25 14:00"}};
    steps->zone = zone;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        steps_add(arena, steps, (Message){0}, day_at(all[i].begins), day_at(all[i].ends), now)->text =
            text_of(all[i].words);
}

static void fill_charts(Arena *arena, Gallery *gallery)
{
    gallery->per_day.zone = zone;
    amount_add(arena, &gallery->per_day.key, SQUARE_FIRST, 0, M("Submitted"));
    for (int i = 0; i < 105; i++) {
        Column *column = chart_add(arena, &gallery->per_day);
        column->day = instant_plus(day_at("2026-02-14 00:00"), i * DAY_US);
        amount_add(arena, &column->amounts, SQUARE_FIRST, i == 104 ? 30 : i * i % 5 % 4, M("Submitted"));
    }
    chart_draw(arena, &gallery->per_day);
    amount_add(arena, &gallery->per_expert.key, SQUARE_FIRST, 0, M("Completed"));
    amount_add(arena, &gallery->per_expert.key, SQUARE_SECOND, 0, M("In progress"));
    amount_add(arena, &gallery->per_expert.key, SQUARE_EMPTY, 0, M("Not started"));
    for (int i = 0; i < 48; i++) {
        Column *column = chart_add(arena, &gallery->per_expert);
        column->name = text_format(arena, "Expert %d", i + 1);
        amount_add(arena, &column->amounts, SQUARE_FIRST, i * 5 % 8, M("Completed"));
        amount_add(arena, &column->amounts, SQUARE_SECOND, i % 3, M("In progress"));
        amount_add(arena, &column->amounts, SQUARE_EMPTY, 10 - i * 5 % 8 - i % 3, M("Not started"));
    }
    chart_draw(arena, &gallery->per_expert);
    static const struct {
        const char *words;
        int64_t count;
    } regions[] = {{"Americas", 71}, {"Asia", 66},   {"Middle East", 45},
                   {"Europe", 26},   {"Africa", 10}, {"Oceania", 2}};
    for (size_t i = 0; i < 6; i++)
        bars_add(arena, &gallery->regions, (Message){0}, regions[i].count)->text = text_of(regions[i].words);
    bars_draw(arena, &gallery->regions);
}

static void fill_pictures(Arena *arena, Instant now, Gallery *gallery)
{
    gallery->court = sample_court(arena, 240, 21);
    gallery->court_small = sample_court(arena, 37, 5);
    gallery->court_large = sample_court(arena, 9600, 40);
    funnel_add(arena, &gallery->funnel, SQUARE_SECOND, 240, M("Submitted"));
    funnel_add(arena, &gallery->funnel, SQUARE_FIRST, 209, M("Under review"));
    funnel_add(arena, &gallery->funnel, SQUARE_LIT, 40, M("Shortlisted"));
    funnel_add(arena, &gallery->funnel, SQUARE_EMPTY, 21, M("Published"));
    funnel_draw(arena, &gallery->funnel);
    fill_steps(arena, now, &gallery->steps);
    Amounts amounts = {0};
    amount_add(arena, &amounts, SQUARE_FIRST, 4, M("Completed"));
    amount_add(arena, &amounts, SQUARE_SECOND, 2, M("In progress"));
    amount_add(arena, &amounts, SQUARE_EMPTY, 3, M("Not started"));
    gallery->progress = progress_make(arena, &amounts, 20);
    fill_charts(arena, gallery);
    const Decimal from = {1000, 1}, to = {5000, 1}, line = {3760, 2};
    for (int64_t mark = 4710; mark > 2000; mark -= 640)
        *LIST_ADD(arena, &gallery->marks) = mark_make((Decimal){mark, 2}, from, to, &line);
    mark_add_span(&gallery->marks.at[1], (Decimal){3850, 2}, (Decimal){4290, 2});
    mark_add_other(&gallery->marks.at[1], (Decimal){3660, 2});
    static const struct {
        const char *name;
        SeatState state;
        const char *word;
    } seats[] = {{"Kim", SEAT_READY, "Submitted"},
                 {"Diallo", SEAT_PRESENT, "In progress"},
                 {"Moreno", SEAT_OUT, "Withdrawn"},
                 {"Larsen", SEAT_ABSENT, "Not started"}};
    for (size_t i = 0; i < 4; i++)
        *LIST_ADD(arena, &gallery->seats) = (Seat){.name = text_of(seats[i].name),
                                                   .state = seats[i].state,
                                                   .is_you = i == 1,
                                                   .word = {.english = seats[i].word}};
    gallery->visitors.number = 39472125;
}

void gallery_fill(Arena *arena, Language language, Instant now, Gallery *gallery)
{
    *gallery = (Gallery){.token = {.csrf = TEXT("token"), .operation = TEXT("operation")}};
    fill_shell(arena, language, now, &gallery->shell);
    fill_fields(arena, gallery);
    fill_choices(arena, gallery);
    fill_grades(arena, &gallery->grade, TEXT("grade"), TEXT(""));
    fill_grades(arena, &gallery->grade_chosen, TEXT("chosen"), TEXT("4"));
    fill_points(arena, &gallery->points);
    fill_lists(arena, language, gallery);
    fill_pictures(arena, now, gallery);
}
