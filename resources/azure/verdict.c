// SPDX-License-Identifier: MPL-2.0
#include "azure/rule.h"

const struct cc_az_verdict cc_az_moot = {.holding = CC_AZ_MOOT};
const struct cc_az_verdict cc_az_unknown = {.holding = CC_AZ_UNKNOWN};

enum cc_az_seen cc_az_scene_seen(const struct cc_az_scene *scene, enum cc_az_group group)
{
    return scene->facts->sights[group].seen;
}

enum cc_az_told cc_az_scene_told(const struct cc_az_scene *scene, enum cc_az_group group)
{
    static const enum cc_az_told exists[] = {[CC_AZ_NOT_ASKED] = CC_AZ_NOT_TOLD,
                                             [CC_AZ_UNSEEN] = CC_AZ_NOT_TOLD,
                                             [CC_AZ_ABSENT] = CC_AZ_NO,
                                             [CC_AZ_SEEN] = CC_AZ_YES};
    return exists[cc_az_scene_seen(scene, group)];
}

struct cc_az_verdict cc_az_verdict_found(enum cc_az_holding holding, struct cc_str found)
{
    return (struct cc_az_verdict){.holding = holding, .found = found};
}

struct cc_az_verdict cc_az_verdict_if(bool is_so, struct cc_str found)
{
    return cc_az_verdict_found(is_so ? CC_AZ_HOLDS : CC_AZ_BROKEN, found);
}

struct cc_az_verdict cc_az_verdict_on(enum cc_az_told is_so)
{
    static const enum cc_az_holding holdings[] = {
        [CC_AZ_NOT_TOLD] = CC_AZ_UNKNOWN, [CC_AZ_NO] = CC_AZ_BROKEN, [CC_AZ_YES] = CC_AZ_HOLDS};
    return cc_az_verdict_found(holdings[is_so], CC_STR_ABSENT);
}
