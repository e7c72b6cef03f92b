/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sameness.h"

#include "test.h"

static Arena *arena;

static int begin(void **state)
{
    arena = arena_new(16 << 20);
    return 0;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

typedef struct {
    const char *one, *other;
} Pair;

static void cities_with_one_name_are_one(void **state)
{
    static const Pair same[] = {{"São Paulo", "SAO PAULO"},
                                {"Köln", "Stadt Köln"},
                                {"Busan", "City of Busan"},
                                {"부산", "부산시"},
                                {"부산", "부산광역시"},
                                {"서울", "서울특별시"},
                                {"세종", "세종특별자치시"},
                                {"Zürich", "zurich"},
                                {"Saint-Denis", "Saint Denis"},
                                {"New  York City", "new york"},
                                {"Québec", "Ville de Québec"},
                                {"İzmir", "Izmir"},
                                {"Łódź", "Lodz"},
                                {"Đà Nẵng", "Da Nang"},
                                {"L'Aquila", "L’Aquila"},
                                {"Semarang ", " semarang"},
                                {"Busan", "Busan Metropolitan City"},
                                {"The Hague", "the hague"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Text other = city_key(arena, text_of(same[i].other));
        assert_text(city_key(arena, text_of(same[i].one)), text_c(arena, other));
    }
}

static void different_cities_stay_different(void **state)
{
    static const Pair different[] = {{"부산", "울산"},
                                     {"Frankfurt am Main", "Frankfurt (Oder)"},
                                     {"York", "New York"},
                                     {"시흥", "흥"},
                                     {"Hamburg", "Homburg"},
                                     {"Paris", ""},
                                     {"Mexico City", "Quezon City"}};
    for (size_t i = 0; i < sizeof different / sizeof *different; i++)
        assert_false(text_is(city_key(arena, text_of(different[i].one)),
                             city_key(arena, text_of(different[i].other))));
    assert_text(city_key(arena, TEXT("")), "");
    assert_true(city_key(arena, TEXT("시")).size > 0);
}

static void organisations_are_compared_without_legal_forms(void **state)
{
    static const Pair same[] = {{"Grüne Netze GmbH", "grune netze"},
                                {"Acme Inc.", "ACME"},
                                {"Acme Co., Ltd.", "Acme"},
                                {"주식회사 마당", "마당"},
                                {"The Acme Corporation", "acme"},
                                {"Réseau S.A.S.", "Reseau"},
                                {"Öko-Institut e.V.", "Oko Institut"},
                                {"G.m.b.H. Netze G.m.b.H.", "gmbh netze"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Text other = organisation_key(arena, text_of(same[i].other));
        assert_text(organisation_key(arena, text_of(same[i].one)), text_c(arena, other));
    }
    assert_false(text_is(organisation_key(arena, TEXT("Acme North")), organisation_key(arena, TEXT("Acme"))));
}

static void no_organisation_is_nobodys_colleague(void **state)
{
    static const char *const none[] = {"",      "none", "None",      "n/a",      "-",
                                       "keine", "없음", "해당 없음", "freelance"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_text(organisation_key(arena, text_of(none[i])), "");
}

static void a_public_provider_is_not_an_organisation(void **state)
{
    static const char *const public[] = {"a@gmail.com",     "b@NAVER.com",  "c@web.de",    "d@yahoo.fr",
                                         "e@hotmail.co.uk", "f@qq.com",     "g@proton.me", "no address",
                                         "h@hanmail.net",   "i@outlook.de", "j@mail.ru"};
    for (size_t i = 0; i < sizeof public / sizeof *public; i++)
        assert_text(mail_domain(arena, text_of(public[i])), "");
    assert_text(mail_domain(arena, TEXT("x@City.Example.org")), "city.example.org");
}

int main(void)
{
    const struct CMUnitTest all[] = {TEST(cities_with_one_name_are_one),
                                     TEST(different_cities_stay_different),
                                     TEST(organisations_are_compared_without_legal_forms),
                                     TEST(no_organisation_is_nobodys_colleague),
                                     TEST(a_public_provider_is_not_an_organisation)};
    return cmocka_run_group_tests(all, begin, end) != 0;
}
