// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Which handler answers which method and path: the only list there is. */

#include "emulator/request.h"

struct emu_route {
    const char *method;
    /* {name} stands for what fills a segment, alone or between other text, and {name*} for one or
     * more whole segments.  Below /azure/ the letter case of the rest does not matter. */
    const char *pattern;
    void (*handle)(struct emu_request *request, struct emu_answer *answer);
    bool is_sign_in; /* asked without credentials, by a form */
};

/* The routes of the emulated API; counters are kept by their index. */
extern const struct emu_route emu_routes[];
extern const size_t emu_route_count;

/* The routes of the control interface, open to this machine only. */
extern const struct emu_route emu_control_routes[];
extern const size_t emu_control_route_count;

bool emu_path_is_control(struct cc_str path);

/* Finds the route, and the parts of the path that its pattern names.  NULL: no such method;
 * `*path_known` tells whether the path exists with another one. */
const struct emu_route *emu_route_find(const struct emu_route *routes, size_t count,
                                       struct cc_str method, struct cc_str path,
                                       struct emu_parts *parts, bool *path_known);
