/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cities.h"

const DemoCity demo_cities[] = {
    /* Americas: 71 */
    {"Medellín", "CO", 4},
    {"Bogotá", "CO", 3},
    {"Cali", "CO", 2},
    {"Buenos Aires", "AR", 4},
    {"Rosario", "AR", 2},
    {"Córdoba", "AR", 1},
    {"São Paulo", "BR", 4},
    {"Curitiba", "BR", 3},
    {"Recife", "BR", 2},
    {"Porto Alegre", "BR", 2},
    {"Ciudad de México", "MX", 4},
    {"Guadalajara", "MX", 3},
    {"Monterrey", "MX", 2},
    {"Mérida", "MX", 1},
    {"Santiago", "CL", 3},
    {"Valparaíso", "CL", 2},
    {"Lima", "PE", 3},
    {"Arequipa", "PE", 1},
    {"Quito", "EC", 3},
    {"Cuenca", "EC", 2},
    {"Montevideo", "UY", 3},
    {"La Paz", "BO", 2},
    {"San José", "CR", 2},
    {"Panamá", "PA", 1},
    {"Montréal", "CA", 3},
    {"Toronto", "CA", 2},
    {"Vancouver", "CA", 1},
    {"Boston", "US", 2},
    {"Pittsburgh", "US", 2},
    {"San Antonio", "US", 1},
    {"Oakland", "US", 1},
    /* Asia: 66 */
    {"Daegu", "KR", 4},
    {"Seoul", "KR", 4},
    {"Busan", "KR", 2},
    {"Sejong", "KR", 2},
    {"Jeonju", "KR", 1},
    {"Taipei", "TW", 3},
    {"Kaohsiung", "TW", 2},
    {"Da Nang", "VN", 3},
    {"Ho Chi Minh", "VN", 2},
    {"Semarang", "ID", 3},
    {"Bandung", "ID", 2},
    {"Surabaya", "ID", 2},
    {"Penang", "MY", 2},
    {"Iskandar Puteri", "MY", 1},
    {"Quezon City", "PH", 3},
    {"Iloilo", "PH", 2},
    {"Bangkok", "TH", 2},
    {"Phuket", "TH", 1},
    {"Pune", "IN", 3},
    {"Surat", "IN", 2},
    {"Kochi", "IN", 2},
    {"Bengaluru", "IN", 1},
    {"Colombo", "LK", 1},
    {"Kathmandu", "NP", 2},
    {"Dhaka", "BD", 2},
    {"Kyoto", "JP", 2},
    {"Fukuoka", "JP", 2},
    {"Kakogawa", "JP", 1},
    {"Singapore", "SG", 2},
    {"Ulaanbaatar", "MN", 2},
    {"Almaty", "KZ", 2},
    {"Tashkent", "UZ", 1},
    /* Middle East: 38 */
    {"Amman", "JO", 5},
    {"Irbid", "JO", 2},
    {"Muscat", "OM", 4},
    {"Salalah", "OM", 2},
    {"Al Ain", "AE", 3},
    {"Sharjah", "AE", 3},
    {"Doha", "QA", 3},
    {"Kuwait City", "KW", 2},
    {"Manama", "BH", 2},
    {"Riyadh", "SA", 3},
    {"Medina", "SA", 2},
    {"İzmir", "TR", 3},
    {"Gaziantep", "TR", 2},
    {"Beirut", "LB", 2},
    /* Europe: 39 */
    {"Utrecht", "NL", 3},
    {"Rotterdam", "NL", 2},
    {"Gdańsk", "PL", 3},
    {"Wrocław", "PL", 1},
    {"Leipzig", "DE", 3},
    {"Freiburg im Breisgau", "DE", 2},
    {"Wien", "AT", 2},
    {"Lisboa", "PT", 3},
    {"Sevilla", "ES", 2},
    {"Bilbao", "ES", 2},
    {"Torino", "IT", 2},
    {"Lyon", "FR", 2},
    {"Tartu", "EE", 2},
    {"Rīga", "LV", 1},
    {"Tampere", "FI", 2},
    {"Aarhus", "DK", 2},
    {"Ljubljana", "SI", 1},
    {"Thessaloniki", "GR", 1},
    {"Cork", "IE", 1},
    {"Bristol", "GB", 2},
    /* Africa: 22 */
    {"Kigali", "RW", 4},
    {"Accra", "GH", 4},
    {"Mombasa", "KE", 3},
    {"Nairobi", "KE", 2},
    {"Dakar", "SN", 2},
    {"Tunis", "TN", 2},
    {"Casablanca", "MA", 2},
    {"Cape Town", "ZA", 2},
    {"Lagos", "NG", 1},
    /* Oceania: 4 */
    {"Melbourne", "AU", 2},
    {"Wellington", "NZ", 1},
    {"Suva", "FJ", 1},
};
const size_t demo_city_count = sizeof demo_cities / sizeof *demo_cities;

static size_t share_of_all(void)
{
    size_t sum = 0;
    for (size_t i = 0; i < demo_city_count; i++) sum += (size_t)demo_cities[i].share;
    return sum;
}

const DemoCity *demo_city_of(size_t n)
{
    size_t place = n % share_of_all();
    for (size_t i = 0; i < demo_city_count; i++) {
        if (place < (size_t)demo_cities[i].share) return &demo_cities[i];
        place -= (size_t)demo_cities[i].share;
    }
    __builtin_unreachable();
}
