// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The control interface for tests: /_emulator/…, open to this machine only, without credentials. */

#include "emulator/request.h"

void emu_control_requests_read(struct emu_request *request, struct emu_answer *answer);
void emu_control_requests_reset(struct emu_request *request, struct emu_answer *answer);
void emu_control_faults_list(struct emu_request *request, struct emu_answer *answer);
void emu_control_faults_add(struct emu_request *request, struct emu_answer *answer);
void emu_control_faults_clear(struct emu_request *request, struct emu_answer *answer);
void emu_control_clock_read(struct emu_request *request, struct emu_answer *answer);
void emu_control_clock_advance(struct emu_request *request, struct emu_answer *answer);

/* Behind everybody's back: a merge patch on the stored document, or its end. */
void emu_control_key_patch(struct emu_request *request, struct emu_answer *answer);
void emu_control_key_remove(struct emu_request *request, struct emu_answer *answer);
void emu_control_cluster_patch(struct emu_request *request, struct emu_answer *answer);
void emu_control_cluster_remove(struct emu_request *request, struct emu_answer *answer);
