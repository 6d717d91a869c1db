// SPDX-License-Identifier: MPL-2.0
#include "shared/listing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { PAGE = 100, LISTED_MAX = 20000, ROUNDS = 300, UNDER_WAY = 10 };

struct rule_case {
    const char *name;
    struct cc_listing listing;
    size_t rest;
    bool pays;
};

static const struct rule_case rules[] = {
    {"a single object is asked for", {.waiting = 1}, 0, false},
    {"also where the list is known to be short", {.waiting = 1}, 1, false},
    {"nobody waits", {.asked = 5}, 0, false},
    {"the second read pays for a page", {.asked = 1, .waiting = 1}, 0, true},
    {"two that come at once as well", {.waiting = 2}, 0, true},
    {"and for a second one", {.asked = 1, .waiting = 1, .pages = 1}, 0, true},
    {"not for a third", {.asked = 1, .waiting = 1, .pages = 2}, 0, false},
    {"five of thousands stop after five pages", {.asked = 1, .waiting = 4, .pages = 5}, 0, false},
    {"who was served counts twice", {.asked = 1, .served = 2, .waiting = 2, .pages = 6}, 0, true},
    {"and no more", {.asked = 1, .served = 2, .waiting = 2, .pages = 7}, 0, false},
    {"ten of a thousand in sight", {.asked = 1, .waiting = 9, .pages = 1}, 9, true},
    {"eleven of two thousand", {.asked = 1, .waiting = 10, .pages = 1}, 19, true},
    {"ten of two thousand", {.asked = 1, .waiting = 9, .pages = 1}, 19, false},
    {"a known rest that is too long is not begun",
     {.asked = 1, .waiting = 4, .pages = 1},
     19,
     false},
    {"a second round of a long list",
     {.asked = 40, .served = 4000, .waiting = 1, .pages = 100},
     100,
     true},
    {"a list that disappointed is left alone", {.asked = 50, .waiting = 1, .pages = 99}, 0, false},
};

static void test_listing__each_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (cc_listing_pays(&rules[i].listing, rules[i].rest) != rules[i].pays)
            fail_msg("%s", rules[i].name);
}

/* A run of a host against a service: `managed` of the `listed` objects are read, `under_way` at a
 * time, in any order. */
struct world {
    size_t managed, listed, under_way;
    bool tells_total;
    struct cc_listing listing;
    size_t page_of[LISTED_MAX]; /* of the objects in the order they are read */
    size_t turned;              /* so many pages are here */
};

static void shuffle(struct world *world, unsigned *seed)
{
    for (size_t i = 0; i < world->listed; i++)
        world->page_of[i] = i / PAGE;
    for (size_t i = world->listed; i > 1; i--) {
        size_t other = (size_t)rand_r(seed) % i, page = world->page_of[i - 1];
        world->page_of[i - 1] = world->page_of[other];
        world->page_of[other] = page;
    }
}

static size_t pages_in(const struct world *world)
{
    return (world->listed + PAGE - 1) / PAGE;
}

static size_t rest_in(const struct world *world)
{
    return world->tells_total && world->turned > 0 ? pages_in(world) - world->turned : 0;
}

/* New reads come as long as there is room for them; those whose page is here already go at once.
 * `line` holds the pages that the others wait for. */
static void fill(struct world *world, size_t *line, size_t *begun)
{
    while (*begun < world->managed && world->listing.waiting < world->under_way) {
        line[world->listing.waiting++] = world->page_of[(*begun)++];
        if (line[world->listing.waiting - 1] < world->turned) {
            world->listing.waiting--;
            world->listing.served++;
        }
    }
}

static void turn_page(struct world *world, size_t *line)
{
    size_t kept = 0;
    world->listing.pages++;
    for (size_t i = 0; i < world->listing.waiting; i++)
        if (line[i] != world->turned)
            line[kept++] = line[i];
    world->listing.served += world->listing.waiting - kept;
    world->listing.waiting = kept;
    world->turned++;
}

/* The first read asks for itself; while its answer is under way the others come. */
static void play(struct world *world)
{
    size_t *line = calloc(world->under_way, sizeof *line), begun = world->managed > 0;
    assert_non_null(line);
    world->listing = (struct cc_listing){.asked = begun};
    world->turned = 0;
    for (fill(world, line, &begun); world->listing.waiting > 0; fill(world, line, &begun)) {
        if (cc_listing_pays(&world->listing, rest_in(world))) {
            assert_true(world->turned < pages_in(world));
            turn_page(world, line);
        } else {
            world->listing.asked += world->listing.waiting;
            world->listing.waiting = 0;
        }
    }
    assert_int_equal(world->listing.asked + world->listing.served, world->managed);
    free(line);
}

static size_t requests_of(const struct world *world)
{
    return world->listing.asked + world->listing.pages;
}

static unsigned seed_pick(void)
{
    const char *text = getenv("CC_SEED");
    unsigned seed = text != NULL ? (unsigned)strtoul(text, NULL, 10) : (unsigned)time(NULL);
    print_message("CC_SEED=%u\n", seed);
    return seed;
}

static void test_listing__no_run_costs_more_than_twice_its_reads(void **state)
{
    (void)state;
    static struct world world;
    unsigned seed = seed_pick();
    for (size_t i = 0; i < ROUNDS; i++) {
        world.listed = 1 + (size_t)rand_r(&seed) % (i % 3 == 0 ? LISTED_MAX : 3000);
        world.managed =
            1 + (size_t)rand_r(&seed) % (i % 2 == 0 ? world.listed : 1 + world.listed / 50);
        world.under_way = 1 + (size_t)rand_r(&seed) % (i % 5 == 0 ? 100 : UNDER_WAY);
        world.tells_total = rand_r(&seed) % 2;
        shuffle(&world, &seed);
        play(&world);
        if (requests_of(&world) > 2 * world.managed || world.listing.pages > 2 * world.managed)
            fail_msg("%zu of %zu, %zu at a time: %zu requests", world.managed, world.listed,
                     world.under_way, requests_of(&world));
    }
}

static void test_listing__all_of_a_list_costs_its_pages(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 5, 99, 100, 101, 150, 300, 999, 1000};
    static struct world world;
    unsigned seed = seed_pick();
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof sizes[0]; i++) {
        world = (struct world){.under_way = UNDER_WAY, .tells_total = i % 2};
        world.managed = world.listed = sizes[i / 2];
        shuffle(&world, &seed);
        play(&world);
        if (requests_of(&world) * PAGE > world.managed + 2 * PAGE)
            fail_msg("%zu objects cost %zu requests", world.managed, requests_of(&world));
    }
}

/* No rule does both: pages for all of ten thousand would have to be bought with ten reads in
 * sight. */
static void test_listing__all_of_a_long_list_costs_little_more(void **state)
{
    (void)state;
    static struct world world;
    unsigned seed = seed_pick();
    for (size_t i = 0; i < 2; i++) {
        world = (struct world){
            .managed = 10000, .listed = 10000, .under_way = UNDER_WAY, .tells_total = i % 2};
        shuffle(&world, &seed);
        play(&world);
        print_message("10,000 of 10,000: %zu pages, %zu asked\n", world.listing.pages,
                      world.listing.asked);
        assert_int_equal(world.listing.pages, 100);
        assert_true(world.listing.asked < 100);
    }
}

static void test_listing__few_of_many_never_list_them_all(void **state)
{
    (void)state;
    static struct world world;
    unsigned seed = seed_pick();
    for (size_t managed = 1; managed <= 10; managed++) {
        for (size_t i = 0; i < 20; i++) {
            world = (struct world){.managed = managed, .listed = 2000, .under_way = UNDER_WAY};
            world.tells_total = i % 2;
            shuffle(&world, &seed);
            play(&world);
            assert_true(world.listing.pages < pages_in(&world));
            assert_true(!world.tells_total || world.listing.pages <= 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listing__each_rule),
        cmocka_unit_test(test_listing__no_run_costs_more_than_twice_its_reads),
        cmocka_unit_test(test_listing__all_of_a_list_costs_its_pages),
        cmocka_unit_test(test_listing__all_of_a_long_list_costs_little_more),
        cmocka_unit_test(test_listing__few_of_many_never_list_them_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
