// SPDX-License-Identifier: MPL-2.0
/* What can be said about a configuration or a plan without asking anybody. */
#include "base/buf.h"
#include "dedicated_cluster/cluster.h"

enum { NAMES_BYTES_MAX = 1024, CKU_MIN_MULTI_ZONE = 2, ZONES_SINGLE = 1, ZONES_MULTI = 3 };

static bool is_text(const struct cc_value *object, const char *name, struct cc_str text)
{
    return cc_str_equal(cc_value_text(cc_value_at(object, name)), text);
}

/* An unknown may turn out to be anything, so only what is known can contradict. */
static bool validate_binding(struct cc_call *call, const struct cc_value *config)
{
    const struct cc_value *key = cc_value_at(config, "byok_key_id");
    struct cc_path path = cc_path_from("byok_key_id");
    if (is_text(config, "encryption_mode", CC_CLUSTER_SELF_MANAGED) && cc_value_is_null(key))
        return cc_diags_error(call->diags, cc_path_from("encryption_mode"), /* the written line */
                              CC_STR("A self-managed key is missing"),
                              "encryption_mode is \"self_managed\", which needs the key to encrypt "
                              "with: set byok_key_id = ccloud_byok_key.<name>.id.");
    if (is_text(config, "encryption_mode", CC_CLUSTER_AUTOMATIC) && cc_value_is_known(key))
        return cc_diags_error(call->diags, path, CC_STR("A key contradicts automatic encryption"),
                              "encryption_mode is \"automatic\", where the service uses keys of "
                              "its own. Remove byok_key_id, or write encryption_mode = "
                              "\"self_managed\".");
    return true;
}

static bool is_multi_zone(struct cc_str availability)
{
    return cc_str_equal(availability, CC_STR("MULTI_ZONE")) ||
           cc_str_equal(availability, CC_STR("HIGH"));
}

static bool validate_size(struct cc_call *call, const struct cc_value *config)
{
    struct cc_str availability = cc_value_text(cc_value_at(config, "availability"));
    int64_t cku = 0;
    if (!is_multi_zone(availability) || !cc_value_to_int(cc_value_at(config, "cku"), &cku) ||
        cku >= CKU_MIN_MULTI_ZONE || cku < 1) /* less than one is an error by itself */
        return true;
    return cc_diags_error(call->diags, cc_path_from("cku"), CC_STR("Too few CKU for several zones"),
                          "A cluster with availability \"%.*s\" has at least %d CKU: set cku = %d, "
                          "or availability = \"SINGLE_ZONE\".",
                          CC_STR_ARG(availability), CKU_MIN_MULTI_ZONE, CKU_MIN_MULTI_ZONE);
}

bool cc_cluster_validate(struct cc_call *call, const struct cc_value *config)
{
    bool is_bound_well = validate_binding(call, config);
    return validate_size(call, config) && is_bound_well;
}

/* The mode that follows from the key; unknown while the key is, so that a policy can insist on
 * the mode being written. */
static struct cc_value mode_from_key(const struct cc_value *key)
{
    if (cc_value_is_unknown(key))
        return cc_value_unknown();
    return cc_value_str(cc_value_is_null(key) ? CC_CLUSTER_AUTOMATIC : CC_CLUSTER_SELF_MANAGED);
}

/* With the key unchanged the mode is what it was: an old cluster may be bound to a key that has no
 * id, and must not be replaced because of that. */
static bool keeps_mode(const struct cc_plan *plan, const struct cc_value *key)
{
    return !cc_value_is_null(cc_value_at(plan->prior, "encryption_mode")) &&
           cc_value_equal(&cc_type_string, cc_value_at(plan->prior, "byok_key_id"), key);
}

/* The running size follows the wanted one, and nothing else an update does touches it. */
static bool is_resize(const struct cc_plan *plan)
{
    return !cc_value_is_null(plan->prior) &&
           !cc_value_equal(&cc_type_number, cc_value_at(plan->prior, "cku"),
                           cc_value_at(&plan->planned, "cku"));
}

bool cc_cluster_plan(struct cc_call *call, struct cc_plan *plan)
{
    const struct cc_value *key = cc_value_at(&plan->planned, "byok_key_id");
    struct cc_value planned = cc_value_copy(call->arena, &plan->planned);
    if (cc_value_is_null(cc_value_at(plan->config, "encryption_mode")) && !keeps_mode(plan, key))
        cc_value_set(&planned, CC_STR("encryption_mode"), mode_from_key(key));
    if (cc_plan_is_create(plan) &&
        cc_value_is_null(cc_value_at(plan->config, "deletion_protection")))
        cc_value_set(&planned, CC_STR("deletion_protection"), cc_value_bool(true));
    if (is_resize(plan))
        cc_value_set(&planned, CC_STR("current_cku"), cc_value_unknown());
    plan->planned = planned;
    return true;
}

static struct cc_str replace_names(struct cc_call *call, const struct cc_plan *plan)
{
    struct cc_buf buf;
    cc_buf_init(&buf, call->arena, NAMES_BYTES_MAX);
    for (size_t i = 0; i < plan->replace_count; i++) {
        struct cc_str name = cc_path_format(call->arena, plan->replace[i]);
        const char *between = i + 1 == plan->replace_count ? " and " : ", ";
        cc_buf_appendf(&buf, "%s%.*s", i == 0 ? "" : between, CC_STR_ARG(name));
    }
    return cc_buf_str(&buf);
}

/* Written, not only kept: whoever asks for protection does not mean to delete. */
static bool wants_protection(const struct cc_plan *plan)
{
    return cc_value_is_true(cc_value_at(plan->config, "deletion_protection"));
}

static bool replaces_binding(const struct cc_plan *plan)
{
    for (size_t i = 0; i < plan->replace_count; i++) {
        struct cc_str name = plan->replace[i].steps[0].name;
        if (cc_str_equal(name, CC_STR("encryption_mode")) ||
            cc_str_equal(name, CC_STR("byok_key_id")))
            return true;
    }
    return false;
}

static const char what_is_lost[] =
    "All topics and data of the cluster are lost for good, with its consumer offsets and access "
    "rules; the new one has another id and other endpoints.";

static const char binding_words[] =
    "\n\nEncryption mode and key are chosen when a cluster is created and never change after that. "
    "A key stays bound for five days after its cluster was deleted: until then it can be neither "
    "deleted nor used for another cluster.";

static const char reuse_words[] =
    "\n\nThe new cluster is to have the key of the old one. A key stays bound for five days after "
    "its cluster was deleted: until then the new one cannot be created. Confluent advises against "
    "using it again for production even then; register another key for the new cluster.";

/* The key is neither changed nor missing: the new cluster would get the one that is still bound. */
static bool reuses_key(const struct cc_plan *plan)
{
    const struct cc_value *key = cc_value_at(&plan->planned, "byok_key_id");
    return cc_value_is_known(key) &&
           cc_value_equal(&cc_type_string, cc_value_at(plan->prior, "byok_key_id"), key);
}

/* Asked for by the user (-replace): hosts show no warning with that, so only what must not happen
 * is told. */
static bool review_successor(struct cc_call *call, const struct cc_plan *plan)
{
    struct cc_cluster leaving = cc_cluster_from_value(call->arena, plan->leaving);
    if (!cc_value_is_true(cc_value_at(plan->leaving, "deletion_protection")) &&
        !wants_protection(plan))
        return true;
    return cc_diags_error(
        call->diags, cc_path_from("deletion_protection"),
        cc_str_format(call->arena,
                      "Dedicated cluster %.*s (\"%.*s\") is protected against replacement",
                      CC_STR_ARG(leaving.id), CC_STR_ARG(leaving.display_name)),
        "%s\n\nIf that is wanted: set deletion_protection = false, apply that alone, then replace "
        "it. Another key is needed as well: the present one stays bound for five days.",
        what_is_lost);
}

static const char *key_words(const struct cc_plan *plan)
{
    if (reuses_key(plan))
        return reuse_words;
    return replaces_binding(plan) ? binding_words : "";
}

static struct cc_str cluster_name(struct cc_call *call, const struct cc_plan *plan)
{
    struct cc_cluster prior = cc_cluster_from_value(call->arena, plan->prior);
    return cc_str_format(call->arena, "%.*s (\"%.*s\")", CC_STR_ARG(prior.id),
                         CC_STR_ARG(prior.display_name));
}

static bool review_destroy(struct cc_call *call, const struct cc_plan *plan)
{
    if (!cc_value_is_true(cc_value_at(plan->prior, "deletion_protection")))
        return true;
    struct cc_str name = cluster_name(call, plan);
    return cc_diags_error(
        call->diags, cc_path_from("deletion_protection"),
        cc_str_format(call->arena, "Dedicated cluster %.*s is protected against deletion",
                      CC_STR_ARG(name)),
        "All topics and data of the cluster would be lost for good. If that is wanted: set "
        "deletion_protection = false, apply, then destroy.");
}

/* Nobody has written another key: the one that was is being made anew. */
static bool is_key_coming(const struct cc_plan *plan)
{
    return cc_value_is_unknown(cc_value_at(&plan->planned, "byok_key_id"));
}

static const char coming_words[] =
    "\n\nbyok_key_id is not known yet, because the key is to be registered anew. If you did not "
    "intend that (see the warning about the key), restore the access to it or its registration, "
    "and "
    "do not switch the protection off.";

static bool refuse_replacement(struct cc_call *call, const struct cc_plan *plan)
{
    struct cc_str name = cluster_name(call, plan), names = replace_names(call, plan);
    return cc_diags_error(
        call->diags, plan->replace[0],
        cc_str_format(call->arena, "Dedicated cluster %.*s is protected against replacement",
                      CC_STR_ARG(name)),
        "A change of %.*s replaces the cluster. %s%s%s\n\nIf that is wanted: set "
        "deletion_protection = false, apply that alone, then make this change. (To destroy it: the "
        "same, then destroy.)",
        CC_STR_ARG(names), what_is_lost, key_words(plan), is_key_coming(plan) ? coming_words : "");
}

static bool review_replacement(struct cc_call *call, const struct cc_plan *plan)
{
    if (cc_value_is_true(cc_value_at(plan->prior, "deletion_protection")) || wants_protection(plan))
        return refuse_replacement(call, plan);
    struct cc_str name = cluster_name(call, plan), names = replace_names(call, plan);
    cc_diags_warning(
        call->diags, plan->replace[0],
        cc_str_format(call->arena, "Dedicated cluster %.*s will be replaced", CC_STR_ARG(name)),
        "A change of %.*s replaces the cluster. %s%s", CC_STR_ARG(names), what_is_lost,
        key_words(plan));
    return true;
}

/* Nobody outside knows whether the service minds, so it is unusual, not wrong. */
static void warn_zones(struct cc_call *call, const struct cc_plan *plan)
{
    const struct cc_value *zones = cc_value_at(plan->config, "zones");
    struct cc_str availability = cc_value_text(cc_value_at(plan->config, "availability"));
    bool is_multi = is_multi_zone(availability);
    if (!cc_value_is_known(zones) || cc_str_is_absent(availability) ||
        zones->count == (is_multi ? ZONES_MULTI : ZONES_SINGLE))
        return;
    cc_diags_warning(call->diags, cc_path_from("zones"), CC_STR("Unusual number of zones"),
                     "A cluster with availability \"%.*s\" usually lives in %s, and zones names "
                     "%zu. The service may refuse that while applying. Leave zones out to let it "
                     "choose.",
                     CC_STR_ARG(availability), is_multi ? "three zones" : "one zone", zones->count);
}

bool cc_cluster_review(struct cc_call *call, const struct cc_plan *plan)
{
    if (cc_plan_is_destroy(plan))
        return review_destroy(call, plan);
    if (plan->replace_count > 0 && !review_replacement(call, plan))
        return false;
    if (cc_plan_is_successor(plan) && !review_successor(call, plan))
        return false;
    if (!cc_plan_is_create(plan) && plan->replace_count == 0)
        return true;
    warn_zones(call, plan);
    return cc_cluster_look_ahead(call, plan);
}
