// SPDX-License-Identifier: MPL-2.0
#include "azure/findings.h"

#include <assert.h>

#include "azure/rule.h"
#include "azure/words.h"
#include "base/buf.h"

enum { FINDINGS_MAX = 64, LIST_BYTES_MAX = 8000 };

const struct cc_az_rule *const cc_az_rule_tables[] = {cc_az_rules_vault, cc_az_rules_key,
                                                      cc_az_rules_kind, cc_az_rules_roles, NULL};

/* How the groups are told that could not be looked at. */
static const struct group {
    enum cc_az_group parent; /* without which there is none of these */
    const char *key_path;    /* NULL: azure.key_identifier */
    const char *summary;
} groups[CC_AZ_GROUP_COUNT] = {
    [CC_AZ_VAULT] = {.key_path = "azure.key_vault_id",
                     .summary = "Vault {vault} could not be checked"},
    [CC_AZ_KEY] = {.parent = CC_AZ_VAULT,
                   .summary = "Key {key} in vault {vault} could not be checked"},
    [CC_AZ_ROTATION] = {.parent = CC_AZ_KEY,
                        .summary = "The rotation of key {key} could not be checked"},
    [CC_AZ_DELETED] = {.parent = CC_AZ_VAULT,
                       .summary = "The deleted keys of vault {vault} could not be checked"},
    [CC_AZ_PRINCIPAL] = {.key_path = "azure.key_vault_id",
                         .summary = "Confluent's application could not be checked"},
    [CC_AZ_ASSIGNMENTS] = {.parent = CC_AZ_PRINCIPAL,
                           .key_path = "azure.key_vault_id",
                           .summary = "The roles of Confluent's application on vault {vault} could "
                                      "not be checked"},
    [CC_AZ_DEFINITIONS] = {.parent = CC_AZ_PRINCIPAL,
                           .key_path = "azure.key_vault_id",
                           .summary = "The roles on vault {vault} could not be judged"},
};

/* A rule nobody could judge. */
struct doubt {
    enum cc_az_group group;
    const char *rule_name;
    struct cc_str found;
};

struct run {
    struct cc_arena *arena;
    const struct cc_az_facts *facts;
    const struct cc_az_wanted *wanted;
    enum cc_az_moment moment;
    struct cc_az_blanks blanks;
    struct cc_az_finding *findings;
    size_t finding_count;
    struct doubt doubts[FINDINGS_MAX];
    size_t doubt_count;
};

static struct cc_path path_of(const struct run *run, const char *key_path, const char *cluster_path)
{
    if (run->moment == CC_AZ_KEY_PLAN)
        return cc_path_from(key_path == NULL ? "azure.key_identifier" : key_path);
    return cc_path_from(cluster_path == NULL ? "byok_key_id" : cluster_path);
}

static void add(struct run *run, struct cc_az_finding finding)
{
    assert(run->finding_count < FINDINGS_MAX);
    run->findings[run->finding_count++] = finding;
}

static struct cc_str lines(struct cc_arena *arena, struct cc_str first, struct cc_str second)
{
    if (cc_str_is_absent(first) || cc_str_is_absent(second))
        return cc_str_is_absent(first) ? second : first;
    return cc_str_format(arena, "%.*s\n%.*s", CC_STR_ARG(first), CC_STR_ARG(second));
}

static void tell(struct run *run, const struct cc_az_rule *rule,
                 const struct cc_az_verdict *verdict)
{
    struct cc_az_blanks blanks = run->blanks;
    cc_az_blanks_add(&blanks, "found", verdict->found);
    cc_az_blanks_add_list(&blanks, "needed", verdict->needed);
    cc_az_blanks_add(&blanks, "role", cc_str_from(rule->role));
    bool is_refusal = rule->at[run->moment] == CC_AZ_REFUSES;
    bool is_error = is_refusal && run->wanted->mode == CC_AZ_MODE_ENFORCE;
    add(run, (struct cc_az_finding){
                 .rule = rule->number,
                 .severity = is_error ? CC_SEVERITY_ERROR : CC_SEVERITY_WARNING,
                 .is_refusal = is_refusal,
                 .path = path_of(run, rule->key_path, rule->cluster_path),
                 .name = cc_str_from(rule->name),
                 .summary = cc_az_fill(run->arena, rule->summary, &blanks),
                 .detail = cc_az_fill(run->arena, rule->detail, &blanks),
                 .fix = lines(run->arena, cc_az_fill_command(run->arena, rule->command, &blanks),
                              cc_az_fill(run->arena, rule->terraform, &blanks)),
             });
}

/* While planning, nobody asks for what the configuration does not name yet. */
static void doubt(struct run *run, const struct cc_az_rule *rule,
                  const struct cc_az_verdict *verdict)
{
    enum cc_az_group group = verdict->group == CC_AZ_NO_GROUP ? rule->group : verdict->group;
    bool is_asked = run->facts->sights[group].seen != CC_AZ_NOT_ASKED;
    if (!is_asked && run->moment != CC_AZ_BEFORE_CREATE)
        return;
    assert(run->doubt_count < FINDINGS_MAX);
    run->doubts[run->doubt_count++] =
        (struct doubt){.group = group, .rule_name = rule->name, .found = verdict->found};
}

static bool is_without_parent(const struct run *run, enum cc_az_group group)
{
    for (group = groups[group].parent; group != CC_AZ_NO_GROUP; group = groups[group].parent) {
        if (run->facts->sights[group].seen == CC_AZ_ABSENT)
            return true;
    }
    return false;
}

/* What is not there breaks one rule, which looks itself; all others are moot then. */
static struct cc_az_verdict verdict_of(const struct run *run, const struct cc_az_rule *rule)
{
    struct cc_az_scene scene = {
        .arena = run->arena, .facts = run->facts, .wanted = run->wanted, .rule = rule};
    enum cc_az_seen seen = run->facts->sights[rule->group].seen;
    if (rule->looks_itself || seen == CC_AZ_SEEN)
        return rule->check(&scene);
    bool is_moot = seen == CC_AZ_ABSENT || is_without_parent(run, rule->group);
    return cc_az_verdict_found(is_moot ? CC_AZ_MOOT : CC_AZ_UNKNOWN, CC_STR_ABSENT);
}

static void judge(struct run *run, const struct cc_az_rule *rule)
{
    if (rule->at[run->moment] == CC_AZ_NEVER)
        return;
    struct cc_az_verdict verdict = verdict_of(run, rule);
    if (verdict.holding == CC_AZ_BROKEN)
        tell(run, rule, &verdict);
    else if (verdict.holding == CC_AZ_UNKNOWN)
        doubt(run, rule, &verdict);
}

/* "the location; purge protection (…)"; absent when nothing of the group is in doubt. */
static struct cc_str doubts_format(const struct run *run, enum cc_az_group group)
{
    struct cc_buf list;
    cc_buf_init(&list, run->arena, LIST_BYTES_MAX);
    for (size_t i = 0; i < run->doubt_count; i++) {
        const struct doubt *doubt = &run->doubts[i];
        if (doubt->group != group)
            continue;
        cc_buf_appendf(&list, "%s%s", list.len > 0 ? "; " : "", doubt->rule_name);
        if (!cc_str_is_empty(doubt->found))
            cc_buf_appendf(&list, " (%.*s)", CC_STR_ARG(doubt->found));
    }
    return list.len > 0 ? cc_buf_str(&list) : CC_STR_ABSENT;
}

static struct cc_str why_of(const struct cc_az_sight *sight)
{
    if (!cc_str_is_absent(sight->why))
        return sight->why;
    return sight->seen == CC_AZ_NOT_ASKED ? CC_STR("Azure was not asked.")
                                          : CC_STR("Azure's answer did not tell everything.");
}

static const char *const consequences[CC_AZ_MOMENT_COUNT] = {
    [CC_AZ_KEY_PLAN] = "The plan is made without it; the service may refuse the key later.",
    [CC_AZ_CLUSTER_PLAN] = "The plan is made without it; the service may refuse the cluster.",
    [CC_AZ_BEFORE_CREATE] = "The cluster is ordered without it; the service may refuse it.",
};

/* One warning for all of a group: who may not look is not told so for each rule. */
static void tell_doubts(struct run *run, enum cc_az_group group)
{
    const struct cc_az_sight *sight = &run->facts->sights[group];
    struct cc_str list = doubts_format(run, group);
    if (cc_str_is_absent(list))
        return;
    add(run, (struct cc_az_finding){
                 .severity = CC_SEVERITY_WARNING,
                 .path = path_of(run, groups[group].key_path, NULL),
                 .name = CC_STR("not checked"),
                 .summary = cc_az_fill(run->arena, groups[group].summary, &run->blanks),
                 .detail = cc_str_printable(
                     run->arena, cc_str_format(run->arena, "%.*s Not checked: %.*s. %s",
                                               CC_STR_ARG(why_of(sight)), CC_STR_ARG(list),
                                               consequences[run->moment])),
                 .fix = sight->fix,
             });
}

struct cc_az_findings cc_az_findings_make(struct cc_arena *arena, const struct cc_az_facts *facts,
                                          const struct cc_az_wanted *wanted,
                                          enum cc_az_moment moment)
{
    struct run run = {.arena = arena,
                      .facts = facts,
                      .wanted = wanted,
                      .moment = moment,
                      .blanks = cc_az_blanks_of(arena, wanted),
                      .findings = cc_arena_array(arena, FINDINGS_MAX, struct cc_az_finding)};
    cc_az_blanks_add(&run.blanks, "principal", facts->principal.object_id);
    for (const struct cc_az_rule *const *table = cc_az_rule_tables; *table != NULL; table++) {
        for (const struct cc_az_rule *rule = *table; rule->name != NULL; rule++)
            judge(&run, rule);
    }
    for (enum cc_az_group group = CC_AZ_VAULT; group < CC_AZ_GROUP_COUNT; group++)
        tell_doubts(&run, group);
    return (struct cc_az_findings){.list = run.findings, .count = run.finding_count};
}

static struct cc_str indented(struct cc_arena *arena, struct cc_str fix)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, LIST_BYTES_MAX);
    while (!cc_str_is_empty(fix)) {
        struct cc_str line = cc_str_cut(&fix, '\n');
        cc_buf_appendf(&buf, "\n  %.*s", CC_STR_ARG(line));
    }
    return buf.len > 0 ? cc_str_format(arena, "\n\nTo put it right:%.*s", (int)buf.len, buf.ptr)
                       : CC_STR("");
}

static void file(struct cc_call *call, const struct cc_az_finding *finding)
{
    struct cc_str fix = indented(call->arena, finding->fix);
    if (finding->severity == CC_SEVERITY_ERROR)
        cc_diags_error(call->diags, finding->path, finding->summary, "%.*s%.*s",
                       CC_STR_ARG(finding->detail), CC_STR_ARG(fix));
    else
        cc_diags_warning(call->diags, finding->path, finding->summary, "%.*s%.*s",
                         CC_STR_ARG(finding->detail), CC_STR_ARG(fix));
}

bool cc_az_findings_file(struct cc_call *call, const struct cc_az_findings *findings)
{
    bool good = true;
    for (size_t i = 0; i < findings->count; i++) {
        file(call, &findings->list[i]);
        good = good && findings->list[i].severity != CC_SEVERITY_ERROR;
    }
    return good;
}
