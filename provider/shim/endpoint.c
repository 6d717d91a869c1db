// SPDX-License-Identifier: MPL-2.0
#include "shim/endpoint.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define FOLDER_NAME "/ccloud-XXXXXX"
#define SOCKET_NAME "/plugin"

enum { ENCODED_BYTES_MAX = 3 * CC_ENDPOINT_PATH_BYTES_MAX, ERROR_BYTES_MAX = 128 };

static struct cc_str error_words(struct cc_arena *arena, int error)
{
    char words[ERROR_BYTES_MAX];
    if (strerror_r(error, words, sizeof words) != 0)
        return cc_str_format(arena, "error %d", error);
    return cc_str_copy_into(arena, cc_str_from(words));
}

static void note_trouble(struct cc_arena *arena, struct cc_endpoint *endpoint, struct cc_str place,
                         struct cc_str why)
{
    struct cc_str earlier = endpoint->trouble, name = cc_str_printable(arena, place);
    endpoint->trouble =
        cc_str_format(arena, "%.*s%s%.*s: %.*s", CC_STR_ARG(earlier),
                      cc_str_is_absent(earlier) ? "" : "; ", CC_STR_ARG(name), CC_STR_ARG(why));
}

/* What rules the path out before the system is asked, or absent. */
static struct cc_str objection(struct cc_str path)
{
    if (!cc_str_starts_with(path, CC_STR("/")))
        return CC_STR("not an absolute path");
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] < ' ' || strchr("|'", path.ptr[i]) != NULL)
            return CC_STR("holds a character that a host could misread");
    if (path.len + sizeof FOLDER_NAME SOCKET_NAME > CC_ENDPOINT_PATH_BYTES_MAX)
        return CC_STR("too long for the address of a socket");
    return CC_STR_ABSENT;
}

/* A fresh folder with mode 0700, or absent. */
static struct cc_str make_folder(struct cc_arena *arena, struct cc_endpoint *endpoint,
                                 struct cc_str parent)
{
    struct cc_str why = objection(parent), folder = CC_STR_ABSENT;
    if (cc_str_is_absent(why)) {
        char path[CC_ENDPOINT_PATH_BYTES_MAX];
        memcpy(path, parent.ptr, parent.len);
        memcpy(path + parent.len, FOLDER_NAME, sizeof FOLDER_NAME);
        folder = cc_str_copy_into(arena, cc_str_from(mkdtemp(path)));
        why = cc_str_is_absent(folder) ? error_words(arena, errno) : CC_STR_ABSENT;
    }
    if (cc_str_is_absent(folder))
        note_trouble(arena, endpoint, parent, why);
    return folder;
}

static void choose_port(struct cc_endpoint *endpoint)
{
    *endpoint = (struct cc_endpoint){
        .network = CC_STR("tcp"), .address = CC_STR("127.0.0.1:0"), .trouble = endpoint->trouble};
}

void cc_endpoint_choose(struct cc_arena *arena, const char *const *parents,
                        struct cc_endpoint *endpoint)
{
    *endpoint = (struct cc_endpoint){0};
    choose_port(endpoint);
    struct cc_str folder = CC_STR_ABSENT;
    for (; *parents != NULL && cc_str_is_absent(folder); parents++)
        folder = make_folder(arena, endpoint, cc_str_from(*parents));
    if (cc_str_is_absent(folder))
        return;
    endpoint->network = CC_STR("unix");
    endpoint->address = cc_str_format(arena, "%.*s" SOCKET_NAME, CC_STR_ARG(folder));
    endpoint->folder = folder;
}

struct cc_str cc_endpoint_target(struct cc_arena *arena, const struct cc_endpoint *endpoint)
{
    if (cc_str_is_absent(endpoint->folder))
        return endpoint->address;
    struct cc_buf uri;
    cc_buf_init(&uri, arena, sizeof "unix:" + ENCODED_BYTES_MAX);
    cc_buf_append_str(&uri, CC_STR("unix:"));
    for (size_t i = 0; i < endpoint->address.len; i++) {
        struct cc_str byte = cc_str_slice(endpoint->address, i, 1);
        if (cc_str_only(byte,
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~"))
            cc_buf_append_str(&uri, byte);
        else
            cc_buf_appendf(&uri, "%%%02X", (unsigned)(unsigned char)byte.ptr[0]);
    }
    return cc_buf_str(&uri);
}

bool cc_endpoint_opened(struct cc_arena *arena, struct cc_endpoint *endpoint, int port)
{
    if (!cc_str_is_absent(endpoint->folder))
        return chmod(endpoint->address.ptr, 0600) == 0;
    endpoint->address = cc_str_format(arena, "127.0.0.1:%d", port);
    return true;
}

static bool number_read(const char *text, char after, gid_t *gid)
{
    char *end = NULL;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    *gid = (gid_t)number;
    return *text >= '0' && *text <= '9' && errno == 0 && *end == after && *gid == number;
}

/* One line of the group file: name, password, number, members. */
static bool line_read(const char *line, const char *group, gid_t *gid)
{
    size_t len = strlen(group);
    if (len == 0 || strncmp(line, group, len) != 0 || line[len] != ':')
        return false;
    const char *number = strchr(line + len + 1, ':');
    return number != NULL && number_read(number + 1, ':', gid);
}

/* The group file itself, because getgrnam() loads shared objects, which a static program of one
 * libc cannot do safely on a system with another. */
static bool group_id(const char *group, gid_t *gid)
{
    char *line = NULL;
    size_t size = 0;
    bool is_found = number_read(group, '\0', gid);
    FILE *file = is_found ? NULL : fopen("/etc/group", "re");
    while (file && !is_found && getline(&line, &size, file) >= 0)
        is_found = line_read(line, group, gid);
    if (file)
        fclose(file);
    free(line);
    return is_found;
}

bool cc_endpoint_share(const struct cc_endpoint *endpoint, const char *group)
{
    gid_t gid;
    if (cc_str_is_absent(endpoint->folder))
        return true;
    return group_id(group, &gid) && chown(endpoint->folder.ptr, (uid_t)-1, gid) == 0 &&
           chmod(endpoint->folder.ptr, 0710) == 0 &&
           chown(endpoint->address.ptr, (uid_t)-1, gid) == 0 &&
           chmod(endpoint->address.ptr, 0660) == 0;
}

void cc_endpoint_remove(const struct cc_endpoint *endpoint)
{
    if (cc_str_is_absent(endpoint->folder))
        return;
    unlink(endpoint->address.ptr);
    rmdir(endpoint->folder.ptr);
}

/* gRPC only says that it failed, so the system is asked once more. */
static struct cc_str reason_of(struct cc_arena *arena, struct cc_str path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path.ptr, path.len); /* choose has seen to the length */
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool is_open = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                   chmod(path.ptr, 0600) == 0;
    struct cc_str why = is_open ? CC_STR("gRPC cannot listen there") : error_words(arena, errno);
    if (fd >= 0)
        close(fd);
    return why;
}

void cc_endpoint_give_up(struct cc_arena *arena, struct cc_endpoint *endpoint)
{
    if (!cc_str_is_absent(endpoint->folder)) {
        unlink(endpoint->address.ptr);
        note_trouble(arena, endpoint, endpoint->folder, reason_of(arena, endpoint->address));
    }
    cc_endpoint_remove(endpoint);
    choose_port(endpoint);
}
