// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A mutex that is taken and left without a word: that fails only through a mistake of ours. */

#include <pthread.h>

void cc_lock(pthread_mutex_t *mutex);
void cc_unlock(pthread_mutex_t *mutex);
