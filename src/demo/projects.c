/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/projects.h"

enum { SUBJECTS = 30, TURNS = 8, TURNS_KO = 6, TURNS_DE = 6 };

typedef struct {
    const char *en, *ko, *de; /* the thing that the project is about */
    const char *topic;
    const char *who_en, *who_ko, *who_de; /* who suffers where it fails */
} Subject;

static const Subject subjects[SUBJECTS] = {
    {"Drains", "배수구", "Gullys", "water", "families in the low wards", "저지대 주민",
     "Familien in den tief liegenden Vierteln"},
    {"Lanterns", "가로등", "Laternen", "safety", "night-shift workers", "야간 근무자",
     "Beschäftigte der Nachtschicht"},
    {"Benches", "벤치", "Bänke", "care", "people who walk slowly", "걸음이 느린 시민",
     "Menschen, die langsam gehen"},
    {"Roofs", "지붕", "Dächer", "heat", "tenants under tin roofs", "옥탑방 세입자",
     "Mieterinnen und Mieter unter Blechdächern"},
    {"Kerbs", "보도 턱", "Bordsteine", "mobility", "wheelchair users", "휠체어 이용자",
     "Menschen im Rollstuhl"},
    {"Market Scales", "시장 저울", "Marktwaagen", "markets", "small traders", "소상인",
     "Marktleute mit kleinem Stand"},
    {"Wells", "우물", "Brunnen", "water", "households beyond the last pipe", "상수도 미보급 가구",
     "Haushalte hinter dem letzten Rohr"},
    {"Street Trees", "가로수", "Straßenbäume", "heat", "schoolchildren at noon", "한낮의 초등학생",
     "Schulkinder am Mittag"},
    {"Staircases", "계단", "Treppen", "mobility", "hillside neighbourhoods", "비탈 마을 주민",
     "Nachbarschaften am Hang"},
    {"Night Buses", "심야 버스", "Nachtbusse", "mobility", "nurses and bakers", "간호사와 제빵사",
     "Pflegekräfte und Bäckereien"},
    {"Water Meters", "수도 계량기", "Wasserzähler", "water", "families who pay for leaks",
     "누수 요금을 내는 가정", "Familien, die für Lecks zahlen"},
    {"Ferries", "나룻배", "Fähren", "mobility", "commuters from the islands", "섬 통근자",
     "Pendelnde von den Inseln"},
    {"Street Lamps", "보안등", "Straßenlampen", "energy", "side streets that were always dark",
     "늘 어둡던 골목", "Nebenstraßen, die immer dunkel waren"},
    {"School Gates", "교문", "Schultore", "safety", "children who cross alone", "혼자 길을 건너는 아이들",
     "Kinder, die allein queren"},
    {"Bus Stops", "정류장", "Haltestellen", "care", "passengers who cannot read the small print",
     "작은 글씨를 읽기 어려운 승객", "Fahrgäste, die Kleingedrucktes nicht lesen können"},
    {"Courtyards", "안마당", "Innenhöfe", "heat", "people who live alone", "혼자 사는 주민", "Alleinlebende"},
    {"Rain Barrels", "빗물통", "Regentonnen", "water", "gardeners in dry months", "가뭄철 텃밭지기",
     "Gärtnernde in trockenen Monaten"},
    {"Bakeries", "빵집", "Backstuben", "waste", "kitchens that threw bread away", "빵을 버리던 부엌",
     "Küchen, die Brot wegwarfen"},
    {"Libraries", "도서관", "Büchereien", "learning", "readers without a desk", "책상이 없는 학생",
     "Lesende ohne eigenen Tisch"},
    {"Clinics", "보건소", "Ambulanzen", "care", "patients who wait since dawn", "새벽부터 기다리는 환자",
     "Kranke, die seit dem Morgengrauen warten"},
    {"Bridges", "다리", "Brücken", "safety", "villages cut off by floods", "홍수로 고립되는 마을",
     "Dörfer, die das Hochwasser abschneidet"},
    {"Allotments", "텃밭", "Kleingärten", "food", "families with no garden", "마당 없는 가정",
     "Familien ohne Garten"},
    {"Tram Stops", "전차역", "Straßenbahnhalte", "mobility", "visitors with prams", "유모차를 끄는 보호자",
     "Eltern mit Kinderwagen"},
    {"Playgrounds", "놀이터", "Spielplätze", "learning", "children who play by ear", "소리로 노는 아이들",
     "Kinder, die nach Gehör spielen"},
    {"Lifts", "승강기", "Aufzüge", "care", "upper floors without a way down", "내려올 길 없는 위층 주민",
     "obere Stockwerke ohne Weg nach unten"},
    {"Cycle Paths", "자전거길", "Radwege", "mobility", "couriers", "배달 노동자", "Kuriere und Botinnen"},
    {"Pumps", "배수 펌프", "Pumpen", "energy", "pump keepers on call", "펌프장 당직자",
     "Pumpwarte in Bereitschaft"},
    {"Awnings", "차양", "Markisen", "heat", "street vendors", "노점상", "Straßenhändlerinnen und -händler"},
    {"Letter Boxes", "우편함", "Briefkästen", "participation", "citizens without an account anywhere",
     "계정이 없는 시민", "Menschen ohne irgendein Konto"},
    {"Fountains", "음수대", "Trinkbrunnen", "water", "walkers in August", "한여름의 보행자",
     "Spaziergängerinnen und Spaziergänger im August"},
};

static const char *const turns_en[TURNS] = {"%s That Count",    "%s with a Memory",
                                            "%s on Loan",       "%s by Text Message",
                                            "%s after Dark",    "%s Drawn by Neighbours",
                                            "The Ledger of %s", "%s That Answer Back"};
static const char *const turns_ko[TURNS_KO] = {"말하는 %s",      "이웃이 그린 %s", "빌려 쓰는 %s",
                                               "밤에도 열린 %s", "%s 지도",        "문자로 묻는 %s"};
static const char *const turns_de[TURNS_DE] = {"%s mit Gedächtnis",  "%s auf Zuruf",    "%s, die zählen",
                                               "%s nach Feierabend", "Das Heft der %s", "%s zum Ausleihen"};

/* Each block of thirty has every subject once, in another order. */
static size_t subject_index(size_t n)
{
    return (n * 7 + n / SUBJECTS) % SUBJECTS;
}

static const Subject *subject_of(size_t n)
{
    return &subjects[subject_index(n)];
}

static Text phrase(Arena *arena, const char *form, const char *word)
{
    TextBuffer out = {.arena = arena};
    Text rest = text_of(form);
    ptrdiff_t hole = text_find(rest, TEXT("%s"));
    buffer_add(&out, text_slice(rest, 0, (size_t)hole));
    buffer_add(&out, text_of(word));
    buffer_add(&out, text_from(rest, (size_t)hole + 2));
    return buffer_text(&out);
}

static Text tongue_of(const DemoCity *city, size_t n)
{
    Text country = text_of(city->country);
    if (text_is_c(country, "KR") && n % 4 != 3) return TEXT("ko");
    bool german = text_is_c(country, "DE") || text_is_c(country, "AT");
    return german && n % 3 != 2 ? TEXT("de") : TEXT("en");
}

static Text title_of(Arena *arena, const Subject *subject, size_t n, Text tongue)
{
    size_t turn = n / SUBJECTS + subject_index(n); /* of eight blocks, each gives a subject another turn */
    if (text_is_c(tongue, "ko")) return phrase(arena, turns_ko[turn % TURNS_KO], subject->ko);
    if (text_is_c(tongue, "de")) return phrase(arena, turns_de[turn % TURNS_DE], subject->de);
    return phrase(arena, turns_en[turn % TURNS], subject->en);
}

static Text organisation_of(Arena *arena, const DemoCity *city, size_t n)
{
    static const char *const forms[] = {"%s City Government",          "%s Department of Public Works",
                                        "%s Digital Office",           "%s Water and Streets",
                                        "University of %s, Urban Lab", "Open Streets %s",
                                        "%s Mobility Authority",       "%s Office for Neighbourhoods"};
    return phrase(arena, forms[n % (sizeof forms / sizeof *forms)], city->name);
}

static Text partner_of(Arena *arena, size_t n)
{
    static const char *const first[] = {"Bright", "Common", "Northern", "River",
                                        "Paper",  "Second", "Clay",     "Kite"};
    static const char *const second[] = {"Signal Ltd", "Loom Cooperative", "Harbour Institute", "Grid GmbH",
                                         "Field Foundation"};
    return text_format(arena, "%s %s", first[n % 8], second[n / 8 % 5]);
}

DemoProject demo_project(Arena *arena, size_t n)
{
    const DemoCity *city = demo_city_of(n * 101); /* 101 and 240 share no factor: the cities arrive mixed */
    const Subject *subject = subject_of(n);
    Text tongue = tongue_of(city, n);
    return (DemoProject){.number = n,
                         .tongue = tongue,
                         .title = title_of(arena, subject, n, tongue),
                         .organisation = organisation_of(arena, city, n),
                         .partner = n % 5 == 2 ? partner_of(arena, n) : TEXT(""),
                         .city = city,
                         .is_technological = n % 20 < 9,
                         .topic = subject->topic};
}

/* Figures that differ from project to project and stay the same for one. */
static int figure(const DemoProject *project, int salt, int least, int span)
{
    uint64_t mixed =
        (project->number + 1) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)salt * UINT64_C(0xbf58476d1ce4e5b9);
    mixed ^= mixed >> 31;
    return least + (int)(mixed % (uint64_t)span);
}

static Text answer_en(Arena *arena, const DemoProject *project, size_t part)
{
    const Subject *subject = subject_of(project->number);
    Text thing = text_lower_ascii(arena, text_of(subject->en));
    switch (part) {
    case 0:
        return text_format(arena,
                           "In %s, %s paid for what nobody counted. We asked %d households; %d of them had "
                           "written to the city "
                           "before, and %d had an answer. What the %.*s needed was known on each street and "
                           "stood in no plan.",
                           project->city->name, subject->who_en, figure(project, 1, 180, 900),
                           figure(project, 2, 60, 110), figure(project, 3, 2, 30), TEXT_PRINT(thing));
    case 1:
        return text_format(arena,
                           "We fitted %d of the city’s %.*s with a part that a school workshop can make for "
                           "%d dollars. It reports "
                           "one number over the radio that the buses already carry. A person looks at the "
                           "number each morning and decides; "
                           "nothing is switched by itself. Drawings, program and data are public.",
                           figure(project, 4, 40, 700), TEXT_PRINT(thing), figure(project, 5, 2, 40));
    case 2:
        return text_format(
            arena,
            "After %d months, complaints fell from %d to %d a month. Three wards outside the project "
            "stayed where they were. The weekly round is no longer the city’s alone, least of all for %s: "
            "%d people took part in the first season, %d in the second.",
            figure(project, 6, 9, 20), figure(project, 7, 90, 160), figure(project, 8, 12, 50),
            subject->who_en, figure(project, 9, 20, 60), figure(project, 10, 70, 200));
    case 3:
        return text_format(arena,
                           "It cost %d thousand dollars in two years. Two thirds were wages, a fifth was "
                           "material, the rest was travel and "
                           "print. The yearly upkeep of %d thousand is in the budget until 2029.",
                           figure(project, 11, 60, 500), figure(project, 12, 8, 60));
    default:
        return text_format(arena,
                           "Two of every %d parts failed in the first season, because dust got in. The "
                           "second form holds. We would begin "
                           "with the people who repair, not with the map. %d cities have asked for the "
                           "drawings; two of them have built their own.",
                           figure(project, 13, 4, 9), figure(project, 14, 2, 12));
    }
}

static Text answer_ko(Arena *arena, const DemoProject *project, size_t part)
{
    const Subject *subject = subject_of(project->number);
    switch (part) {
    case 0:
        return text_format(arena,
                           "문제의 부담은 %s에게 돌아갔습니다. %d가구를 찾아가 물으니 %d가구가 이미 시에 "
                           "민원을 냈고, 답을 받은 곳은 %d가구였습니다. "
                           "골목마다 아는 일이 어느 계획에도 적혀 있지 않았습니다.",
                           subject->who_ko, figure(project, 1, 180, 900), figure(project, 2, 60, 110),
                           figure(project, 3, 2, 30));
    case 1:
        return text_format(
            arena,
            "시내 %d곳에 장치를 달았습니다. 대상: %s. 장치는 공업고등학교 실습실에서 %d달러면 만들 수 있고, "
            "버스에 이미 실린 무선망으로 하루 한 번 값을 보냅니다. "
            "매일 아침 담당자가 값을 보고 결정합니다. 도면과 프로그램, 자료를 모두 공개했습니다.",
            figure(project, 4, 40, 700), subject->ko, figure(project, 5, 2, 40));
    case 2:
        return text_format(arena,
                           "%d개월 뒤 월평균 민원이 %d건에서 %d건으로 줄었습니다. 사업 밖의 세 동은 "
                           "그대로였습니다. 매주 점검에 첫해 %d명, 이듬해 %d명의 주민이 함께했습니다.",
                           figure(project, 6, 9, 20), figure(project, 7, 90, 160), figure(project, 8, 12, 50),
                           figure(project, 9, 20, 60), figure(project, 10, 70, 200));
    case 3:
        return text_format(arena,
                           "2년간 %d만 달러가 들었습니다. 3분의 2는 인건비, 5분의 1은 재료비입니다. 연간 "
                           "유지비는 2029년까지 예산에 반영되어 있습니다.",
                           figure(project, 11, 6, 50));
    default:
        return text_format(arena,
                           "첫해에는 먼지가 들어가 장치 %d개 가운데 2개가 멈췄습니다. 두 번째 설계는 견디고 "
                           "있습니다. 다시 시작한다면 지도보다 수리하는 사람을 먼저 만나겠습니다. "
                           "지금까지 %d개 도시가 도면을 받아 갔습니다.",
                           figure(project, 13, 4, 9), figure(project, 14, 2, 12));
    }
}

static Text answer_de(Arena *arena, const DemoProject *project, size_t part)
{
    const Subject *subject = subject_of(project->number);
    switch (part) {
    case 0:
        return text_format(arena,
                           "Den Schaden hatten andere: %s. Wir haben %d Haushalte gefragt; %d hatten der "
                           "Stadt schon geschrieben, %d eine Antwort "
                           "bekommen. Was fehlte, wusste jede Straße, und es stand in keinem Plan.",
                           subject->who_de, figure(project, 1, 180, 900), figure(project, 2, 60, 110),
                           figure(project, 3, 2, 30));
    case 1:
        return text_format(arena,
                           "An %d Stellen der Stadt sitzt jetzt ein Bauteil, das eine Berufsschule für %d "
                           "Euro fertigt (%s). Es meldet einmal am "
                           "Tag eine Zahl über den Funk, den die Busse ohnehin mitführen. Jeden Morgen sieht "
                           "ein Mensch auf die Zahl und entscheidet. "
                           "Zeichnungen, Programm und Daten sind öffentlich.",
                           figure(project, 4, 40, 700), figure(project, 5, 2, 40), subject->de);
    case 2:
        return text_format(
            arena,
            "Nach %d Monaten sanken die Beschwerden von %d auf %d im Monat. Drei Viertel außerhalb des "
            "Projekts blieben, wo sie "
            "waren. Am wöchentlichen Rundgang nahmen im ersten Jahr %d Menschen teil, im zweiten %d.",
            figure(project, 6, 9, 20), figure(project, 7, 90, 160), figure(project, 8, 12, 50),
            figure(project, 9, 20, 60), figure(project, 10, 70, 200));
    case 3:
        return text_format(arena,
                           "In zwei Jahren kostete es %d Tausend Euro: zwei Drittel Löhne, ein Fünftel "
                           "Material, der Rest Fahrten und Druck. Der "
                           "Unterhalt steht bis 2029 im Haushalt.",
                           figure(project, 11, 60, 500));
    default:
        return text_format(
            arena,
            "Zwei von %d Bauteilen fielen im ersten Jahr aus, weil Staub eindrang. Die zweite Form hält. Wir "
            "würden mit den Menschen "
            "beginnen, die reparieren, nicht mit der Karte. %d Städte haben nach den Zeichnungen gefragt.",
            figure(project, 13, 4, 9), figure(project, 14, 2, 12));
    }
}

Text demo_answer(Arena *arena, const DemoProject *project, size_t question)
{
    size_t part = question % 5;
    if (text_is_c(project->tongue, "ko")) return answer_ko(arena, project, part);
    if (text_is_c(project->tongue, "de")) return answer_de(arena, project, part);
    return answer_en(arena, project, part);
}

Text demo_comment(Arena *arena, const DemoProject *project, int64_t grade)
{
    static const char *const remarks[] = {"I could not find the figures that the text promises.",
                                          "A good idea; I doubt the upkeep.",
                                          "Sound. The committee should ask about the second season.",
                                          "One of the strong ones on my list.",
                                          "I would take this to my own city."};
    return text_of(remarks[grade < 1 ? 0 : grade > 5 ? 4 : grade - 1]);
}

Text demo_feedback(Arena *arena, const DemoProject *project, int64_t grade, size_t expert)
{
    static const char *const good[] = {"The part that a school can make is the best of it.",
                                       "You name what failed. That is rare.",
                                       "The comparison with the three wards outside is convincing."};
    static const char *const next[] = {"Show next time how the wards share the work.",
                                       "Say who pays after 2029.",
                                       "Let the people who repair speak in the text.",
                                       "A map of the failures would help others."};
    return text_format(arena, "%s %s", grade >= 3 ? good[expert % 3] : "The problem is well described.",
                       next[(expert + project->number) % 4]);
}

Text demo_person(Arena *arena, size_t n)
{
    static const char *const given[] = {"Ingrid", "Kwame",    "Lucía",   "Minh",    "Farah",
                                        "Tomasz", "Aylin",    "Joon-ho", "Beatriz", "Samir",
                                        "Noor",   "Elif",     "Mateus",  "Wanjiru", "Hana",
                                        "Pierre", "Seo-yeon", "Olga",    "Ravi",    "Amara"};
    static const char *const family[] = {"Solheim",  "Mensah", "Arango",    "Tran",    "Haddad", "Zieliński",
                                         "Demir",    "Park",   "Nogueira",  "Khalil",  "Rahman", "Yıldız",
                                         "Teixeira", "Kamau",  "Suzuki",    "Laurent", "Choi",   "Petrova",
                                         "Menon",    "Okafor", "Lindqvist", "Osei",    "Castro"};
    size_t places = sizeof given / sizeof *given * (sizeof family / sizeof *family);
    Text name = text_format(arena, "%s %s", given[n % 20], family[(n * 7 + n / 20) % 23]);
    return n < places ? name : text_format(arena, "%.*s %zu", TEXT_PRINT(name), n / places + 1);
}
