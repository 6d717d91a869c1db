// SPDX-License-Identifier: MPL-2.0
#pragma once

/* cmk/v2: Kafka clusters. */

#include "emulator/request.h"

void emu_clusters_create(struct emu_request *request, struct emu_answer *answer);
void emu_clusters_list(struct emu_request *request, struct emu_answer *answer);
void emu_clusters_read(struct emu_request *request, struct emu_answer *answer);
void emu_clusters_update(struct emu_request *request, struct emu_answer *answer);
void emu_clusters_remove(struct emu_request *request, struct emu_answer *answer);
