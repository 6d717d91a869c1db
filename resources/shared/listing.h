// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Whether the next page of a list is worth its request.  Pure: counts in, a word out.
 *
 * Nobody tells a provider how many objects a state holds: it sees the reads that the host has under
 * way (ten, unless told otherwise), and another only when one of those has its answer.  A page is
 * one request, as a read is, and serves up to a hundred reads or none.  So each list keeps an
 * account: what has been spent may never exceed twice the reads there were.
 *
 *     requests  =  asked + pages                        what was spent
 *     reads     =  asked + served + waiting             what it would have cost without pages
 *     promise:     requests <= 2 * reads                when all who still wait have their answer
 *
 * While nobody knows how long the list is, whoever waits may have to ask for the object after all,
 * so the page has to fit beside that:     pages + 1    <=  asked + waiting + 2 * served
 * When it is known how many pages are left, those serve all who wait, so all of them have to fit;
 * that some of them do not is no reason to fetch one:
 *                                         pages + rest <=  asked + 2 * (served + waiting)
 * The first read always asks: most lists are never asked for a second object.
 *
 * What follows, for `n` reads and a list of `p` pages (listing_test.c plays it through):
 *   - n = 1 costs one request; any n costs at most 2 * n.
 *   - At most 2 * n pages are fetched, so a list is never read to its end for fewer than p / 2
 *     reads.
 *   - All of a list of up to 1,000 objects costs one request and its pages, if the host has ten
 *     reads under way; up to 2,000 if the service tells how long its lists are.
 *   - The promise is kept for objects that exist in a list that comes.  Each read of an object that
 *     is on no page may cost one request more; so may each read that waits when a page fails.
 */

#include <stdbool.h>
#include <stddef.h>

/* What has happened to the reads of one list. */
struct cc_listing {
    size_t asked;   /* have asked, or are about to ask, for their object itself */
    size_t served;  /* were answered by a page */
    size_t waiting; /* neither yet */
    size_t pages;   /* that were asked for */
};

/* `rest` is how many pages are left, the next one included; 0: nobody knows. */
bool cc_listing_pays(const struct cc_listing *listing, size_t rest);
