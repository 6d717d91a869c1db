// SPDX-License-Identifier: MPL-2.0
/* The key, its rotation, and the deleted key of its name.
 *
 * The control plane and the data plane tell about the same key.  What only one of them tells
 * counts; where one writes what the other leaves out by default, the written one does. */
#include "azure/facts.h"

#include <string.h>

#include "azure/reading.h"

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum { BITS_PER_LETTER = 6, BITS_PER_BYTE = 8 };

/* How many bits of a letter's six stand before the first one that is set. */
static int64_t zero_bits_of_letter(char letter)
{
    const char *at = memchr(base64url, letter, sizeof base64url - 1);
    size_t value = at == NULL ? 0 : (size_t)(at - base64url);
    int64_t count = BITS_PER_LETTER;
    for (; value > 0; value /= 2)
        count--;
    return count;
}

static int64_t leading_zero_bits(struct cc_str text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += zero_bits_of_letter(text.ptr[i]);
        if (text.ptr[i] != 'A')
            break;
    }
    return count;
}

/* The size of a modulus written in base64url; 0 when it is none. */
static int64_t bits_of_modulus(struct cc_str text)
{
    while (cc_str_ends_with(text, CC_STR("=")))
        text = cc_str_slice(text, 0, text.len - 1);
    if (!cc_str_only(text, base64url))
        return 0;
    int64_t byte_count = (int64_t)text.len * BITS_PER_LETTER / BITS_PER_BYTE;
    int64_t bits = byte_count * BITS_PER_BYTE - leading_zero_bits(text);
    return bits > 0 ? bits : 0;
}

static int64_t read_size(const struct cc_json *node)
{
    int64_t bits = 0;
    return cc_json_int(node, "keySize", &bits) && bits > 0 ? bits : 0;
}

static void read_attributes(struct cc_arena *arena, const struct cc_json *attributes,
                            struct cc_az_key *key)
{
    if (!cc_json_is_object(attributes))
        return;
    key->enabled = cc_az_read_bool(attributes, "enabled", CC_AZ_NOT_TOLD);
    key->exportable = cc_az_read_bool(attributes, "exportable", CC_AZ_NO);
    key->recovery_level = cc_az_read_text(arena, attributes, "recoveryLevel");
    key->not_before = cc_az_read_time(attributes, "nbf");
    key->expires = cc_az_read_time(attributes, "exp");
}

static void merge_text(struct cc_str *known, struct cc_str told)
{
    if (!cc_str_is_absent(told))
        *known = told;
}

/* What is written beats what is left out. */
static void merge_told(enum cc_az_told *known, enum cc_az_told told)
{
    if (told > *known)
        *known = told;
}

static void merge_time(struct cc_az_time *known, struct cc_az_time told)
{
    if (told.is_set >= known->is_set)
        *known = told;
}

static void merge_list(struct cc_az_list *known, struct cc_az_list told)
{
    if (told.is_set >= known->is_set)
        *known = told;
}

static void merge(struct cc_az_key *known, const struct cc_az_key *told)
{
    merge_text(&known->kty, told->kty);
    merge_text(&known->host, told->host);
    merge_text(&known->recovery_level, told->recovery_level);
    merge_list(&known->ops, told->ops);
    merge_told(&known->exportable, told->exportable);
    merge_told(&known->has_release_policy, told->has_release_policy);
    merge_told(&known->is_managed, told->is_managed);
    merge_time(&known->not_before, told->not_before);
    merge_time(&known->expires, told->expires);
    if (told->enabled != CC_AZ_NOT_TOLD)
        known->enabled = told->enabled;
    if (told->size_bits > 0)
        known->size_bits = told->size_bits;
}

static const struct cc_az_word rotate_word = {"Rotate", "Notify", CC_AZ_NOT_TOLD};

static enum cc_az_told read_rotates(const struct cc_json *policy)
{
    const struct cc_json *actions = cc_json_at(policy, "lifetimeActions");
    if (actions == NULL)
        return CC_AZ_NO;
    if (!cc_json_is_array(actions))
        return CC_AZ_NOT_TOLD;
    enum cc_az_told rotates = CC_AZ_NO;
    for (size_t i = 0; i < cc_json_count(actions); i++) {
        enum cc_az_told told =
            cc_az_read_word(cc_json_item(actions, i), "action.type", &rotate_word);
        if (told == CC_AZ_YES)
            return CC_AZ_YES;
        if (told == CC_AZ_NOT_TOLD)
            rotates = CC_AZ_NOT_TOLD;
    }
    return rotates;
}

void cc_az_facts_rotation(struct cc_arena *arena, struct cc_az_facts *facts,
                          const struct cc_json *json)
{
    bool is_policy = cc_json_is_object(json);
    cc_az_read_end(arena, facts, CC_AZ_ROTATION, is_policy);
    if (!is_policy)
        return;
    facts->rotation = (struct cc_az_rotation){
        .rotates = read_rotates(json),
        .expiry_time = cc_az_read_text(arena, json, "attributes.expiryTime"),
    };
}

/* The control plane leaves the policy out when there is none. */
static void read_inline_rotation(struct cc_arena *arena, struct cc_az_facts *facts,
                                 const struct cc_json *policy)
{
    if (policy != NULL)
        cc_az_facts_rotation(arena, facts, policy);
    else
        cc_az_facts_note(arena, facts, CC_AZ_ROTATION, (struct cc_az_sight){.seen = CC_AZ_ABSENT});
}

void cc_az_facts_key(struct cc_arena *arena, struct cc_az_facts *facts, const struct cc_json *json)
{
    const struct cc_json *properties = cc_json_at(json, "properties");
    bool is_key = cc_json_is_object(properties);
    cc_az_read_end(arena, facts, CC_AZ_KEY, is_key);
    if (!is_key)
        return;
    struct cc_az_key key = {
        .kty = cc_az_read_text(arena, properties, "kty"),
        .size_bits = read_size(properties),
        .ops = cc_az_read_list(arena, properties, "keyOps"),
        .host = cc_az_url_host(arena, cc_az_read_text(arena, properties, "keyUri")),
        .has_release_policy = cc_az_read_presence(properties, "release_policy"),
    };
    read_attributes(arena, cc_json_at(properties, "attributes"), &key);
    merge(&facts->key, &key);
    read_inline_rotation(arena, facts, cc_json_at(properties, "rotationPolicy"));
}

void cc_az_facts_data_key(struct cc_arena *arena, struct cc_az_facts *facts,
                          const struct cc_json *json)
{
    const struct cc_json *material = cc_json_at(json, "key");
    bool is_key = cc_json_is_object(material);
    cc_az_read_end(arena, facts, CC_AZ_KEY, is_key);
    if (!is_key)
        return;
    struct cc_az_key key = {
        .kty = cc_az_read_text(arena, material, "kty"),
        .size_bits = bits_of_modulus(cc_json_text(material, "n")),
        .ops = cc_az_read_list(arena, material, "key_ops"),
        .has_release_policy = cc_az_read_presence(json, "release_policy"),
        .is_managed = cc_az_read_bool(json, "managed", CC_AZ_NO),
    };
    read_attributes(arena, cc_json_at(json, "attributes"), &key);
    merge(&facts->key, &key);
}

void cc_az_facts_deleted(struct cc_arena *arena, struct cc_az_facts *facts,
                         const struct cc_json *json)
{
    cc_az_read_end(arena, facts, CC_AZ_DELETED, cc_json_is_object(json));
    facts->deleted = (struct cc_az_deleted){.deleted = cc_az_read_time(json, "deletedDate"),
                                            .purged = cc_az_read_time(json, "scheduledPurgeDate")};
}
