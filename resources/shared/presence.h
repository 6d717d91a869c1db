// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Whether an object is gone, asked when the service refuses to show it.
 *
 * No single answer says so.  403 stands for "deleted" and for "you may not see it" alike; a 404 may
 * come from a proxy or a mistyped endpoint; credentials of another organization see nothing of ours
 * at all, and a list leaves out what they may not see.  Believing too early makes the next plan buy
 * a second cluster, so the object's siblings are listed, and the organization is compared with the
 * one in the object's resource name.
 */

#include "schema/resource.h"
#include "shared/api_error.h"
#include "shared/ccloud.h"

struct cc_presence {
    const struct ccloud *ccloud;
    const char *noun; /* "Dedicated cluster", "key": in the middle of a sentence */
    struct cc_str id;
    struct cc_str resource_name; /* as in state; absent when it is not known, as in an import */
    struct cc_str list_name;     /* "the clusters of env-1" */
    struct cc_request list;      /* the list that holds the object while it exists */
    struct cc_request parent;    /* readable for everybody who may see what the list is about;
                                  * without path: there is none */
};

/* True for refusals that leave open whether the object exists: 403 and 404. */
bool cc_presence_is_doubtful(const struct cc_answer *answer);

/* Judges a doubtful answer.  True: the object is gone; after a 403 a warning names the other
 * explanation.  False: an error was filed that says why it may exist still. */
bool cc_presence_is_gone(struct cc_call *call, const struct cc_presence *presence,
                         const struct cc_answer *answer);

/* The same for a read: sets `state` to null when the object is gone. */
bool cc_presence_read_missing(struct cc_call *call, const struct cc_presence *presence,
                              const struct cc_answer *answer, struct cc_value *state);

/* What to say about a deletion that nobody confirmed; absent when the answer leaves no
 * doubt. */
struct cc_str cc_presence_removal_advice(const struct cc_answer *answer);

enum cc_presence_sight {
    CC_PRESENCE_LISTED,
    CC_PRESENCE_UNLISTED, /* these credentials see what the list is about, and it is not there */
    CC_PRESENCE_UNSEEN,   /* there is no list to look at, or one that proves nothing */
};

/* One look at the list, without judgement: for those who have deleted or created the object
 * themselves.  `answer` is the list's. */
enum cc_presence_sight cc_presence_look(struct cc_call *call, const struct cc_presence *presence,
                                        struct cc_answer *answer);

/* Files that neither the object nor its list could be seen; returns false.  `answer` is the
 * object's, `list_answer` the list's. */
bool cc_presence_file_unseen(struct cc_call *call, const struct cc_presence *presence,
                             const struct cc_answer *answer, const struct cc_answer *list_answer);
