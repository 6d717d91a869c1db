// SPDX-License-Identifier: MPL-2.0
/* Resource names of Google Cloud KMS keys. */
#include "byok_key/identifier.h"

#include "shared/segments.h"

enum {
    PROJECT = 1,
    LOCATION = 3,
    RING = 5,
    KEY = 7,
    SEGMENT_COUNT = 8,
    VERSIONED_COUNT = 10,
    NAME_MAX_LEN = 63,
    PROJECT_MAX_LEN = 100, /* with the domain of old projects: "example.com:orders" */
};

/* The words of the shape; NULL: a name. */
static const char *const shape[VERSIONED_COUNT] = {"projects",          NULL, "locations",  NULL,
                                                   "keyRings",          NULL, "cryptoKeys", NULL,
                                                   "cryptoKeyVersions", NULL};

struct name {
    struct cc_str segments[CC_SEGMENTS_MAX];
    size_t count;
    bool is_prefixed; /* with a host or a leading slash */
};

static bool is_shape(const struct name *name, size_t count)
{
    if (name->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (shape[i] != NULL && !cc_str_equal(name->segments[i], cc_str_from(shape[i])))
            return false;
    }
    return true;
}

/* Spellings people copy from elsewhere. */
static const struct cc_str prefixes[] = {
    CC_STR_INIT("https://cloudkms.googleapis.com/v1/"),
    CC_STR_INIT("//cloudkms.googleapis.com/"),
    CC_STR_INIT("gcp-kms://"),
    CC_STR_INIT("/"),
};

static struct name parse(struct cc_str text)
{
    struct name name = {.count = 0};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0] && !name.is_prefixed; i++) {
        name.is_prefixed = cc_str_starts_with(text, prefixes[i]);
        if (name.is_prefixed)
            text = cc_str_slice(text, prefixes[i].len, text.len);
    }
    name.count = cc_segments_split(text, '/', name.segments);
    return name;
}

static bool no_name(const struct name *name)
{
    return !is_shape(name, SEGMENT_COUNT) && !is_shape(name, VERSIONED_COUNT);
}

static bool project_bad(const struct name *name)
{
    struct cc_str project = name->segments[PROJECT];
    return project.len > PROJECT_MAX_LEN ||
           !cc_str_only(project, "abcdefghijklmnopqrstuvwxyz0123456789-.:");
}

static bool location_global(const struct name *name)
{
    return cc_str_equal(name->segments[LOCATION], CC_STR("global"));
}

/* Regions have a hyphen (europe-west3); multi-regions do not (europe, nam4). */
static bool location_wide(const struct name *name)
{
    return !cc_str_contains(name->segments[LOCATION], CC_STR("-"));
}

static bool location_bad(const struct name *name)
{
    return !cc_str_only(name->segments[LOCATION], "abcdefghijklmnopqrstuvwxyz0123456789-");
}

static bool is_part_name(struct cc_str text)
{
    return text.len <= NAME_MAX_LEN &&
           cc_str_only(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}

static bool ring_bad(const struct name *name)
{
    return !is_part_name(name->segments[RING]);
}

static bool key_bad(const struct name *name)
{
    return !is_part_name(name->segments[KEY]);
}

static bool prefixed(const struct name *name)
{
    return name->is_prefixed;
}

static bool versioned(const struct name *name)
{
    return name->count == VERSIONED_COUNT;
}

static const struct rule {
    bool (*is_broken)(const struct name *name);
    const char *why;
} rules[] = {
    {no_name, "It does not have the shape projects/<project>/locations/<region>/keyRings/<ring>/"
              "cryptoKeys/<key>."},
    {project_bad, "Its project is not possible: lower-case letters, digits and hyphens."},
    {location_global, "The key is in location \"global\". It must be in the region of the cluster "
                      "that will use it."},
    {location_wide, "The key is in a multi-region. It must be in the region of the cluster that "
                    "will use it."},
    {location_bad, "Its location is not possible; regions look like europe-west3."},
    {ring_bad, "Its key ring has no possible name: 1 to 63 letters, digits, _ and -."},
    {key_bad, "Its key has no possible name: 1 to 63 letters, digits, _ and -."},
    {prefixed, "It begins with something else than projects/."},
    {versioned, "It ends with a version. The key is wanted without, so that its rotation can be "
                "followed."},
};

static struct cc_str corrected_format(struct cc_arena *arena, const struct name *name)
{
    return cc_str_format(
        arena, "\n\nWrite \"projects/%.*s/locations/%.*s/keyRings/%.*s/cryptoKeys/%.*s\".",
        CC_STR_ARG(name->segments[PROJECT]), CC_STR_ARG(name->segments[LOCATION]),
        CC_STR_ARG(name->segments[RING]), CC_STR_ARG(name->segments[KEY]));
}

bool cc_key_check_gcp(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    struct name name = parse(text);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].is_broken(&name))
            continue;
        struct cc_str advice = CC_STR_ABSENT;
        if (rules[i].is_broken == prefixed || rules[i].is_broken == versioned)
            advice = corrected_format(call->arena, &name);
        return cc_diags_error(call->diags, path, CC_STR("Not the name of a Google Cloud KMS key"),
                              "\"%.*s\": %s%.*s", CC_STR_ARG(text), rules[i].why,
                              CC_STR_ARG(advice));
    }
    return true;
}

/* The text up to the end of its key; all of it when it has no version. */
static struct cc_str without_version(struct cc_str text)
{
    struct name name = parse(text);
    if (name.is_prefixed || !is_shape(&name, VERSIONED_COUNT))
        return text;
    struct cc_str key = name.segments[KEY];
    return cc_str_slice(text, 0, (size_t)(key.ptr - text.ptr) + key.len);
}

bool cc_key_equal_gcp(struct cc_str a, struct cc_str b)
{
    return cc_str_equal(without_version(a), without_version(b));
}

struct cc_str cc_key_gcp_canonical(struct cc_arena *arena, struct cc_str name)
{
    return cc_str_copy_into(arena, without_version(name));
}
