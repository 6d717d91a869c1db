// SPDX-License-Identifier: MPL-2.0
#include "shared/listing.h"

bool cc_listing_pays(const struct cc_listing *listing, size_t rest)
{
    size_t asked = listing->asked, served = listing->served, waiting = listing->waiting;
    if (waiting == 0 || asked + served + waiting < 2)
        return false;
    if (rest == 0)
        return listing->pages + 1 <= asked + waiting + 2 * served;
    return listing->pages + rest <= asked + 2 * (served + waiting);
}
