// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Where the host connects: a unix socket in a folder only we may enter, or a loopback port where no
 * such folder can be made or its path would not fit into a socket address.  Every local user can
 * connect to a port, so whoever opens one must ask for a certificate.
 */

#include <stdbool.h>
#include <sys/un.h>

#include "base/arena.h"
#include "base/str.h"

enum { CC_ENDPOINT_PATH_BYTES_MAX = sizeof((struct sockaddr_un *)0)->sun_path };

struct cc_endpoint {
    struct cc_str network; /* "unix" or "tcp" */
    struct cc_str address; /* socket path, or host and port, final once opened */
    struct cc_str folder;  /* made by us; absent for tcp */
    struct cc_str trouble; /* the places that do not serve, and why; absent when the first does */
};

/* Makes the folder in the first of `parents` where it can be, a list that ends with NULL; a
 * loopback port if there is none.  Only absolute paths serve, and none that could be misread in the
 * handshake line or between the quotes of a shell. */
void cc_endpoint_choose(struct cc_arena *arena, const char *const *parents,
                        struct cc_endpoint *endpoint);

/* The endpoint as gRPC names it: a URI, so a path is percent-encoded. */
struct cc_str cc_endpoint_target(struct cc_arena *arena, const struct cc_endpoint *endpoint);

/* After binding: shuts the socket to others, or notes the port.  False if that cannot be done. */
bool cc_endpoint_opened(struct cc_arena *arena, struct cc_endpoint *endpoint, int port);

/* The socket cannot be opened: notes why, removes it and its folder, and leaves a loopback port
 * that the system picks. */
void cc_endpoint_give_up(struct cc_arena *arena, struct cc_endpoint *endpoint);

/* Lets a group (name or number) connect, as hosts with a runner of their own ask for. */
bool cc_endpoint_share(const struct cc_endpoint *endpoint, const char *group);

/* Removes socket and folder. */
void cc_endpoint_remove(const struct cc_endpoint *endpoint);
