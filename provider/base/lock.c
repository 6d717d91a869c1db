// SPDX-License-Identifier: MPL-2.0
#include "base/lock.h"

#include <assert.h>

#include "base/banned.h"

void cc_lock(pthread_mutex_t *mutex)
{
    int error = pthread_mutex_lock(mutex);
    assert(error == 0);
    (void)error;
}

void cc_unlock(pthread_mutex_t *mutex)
{
    int error = pthread_mutex_unlock(mutex);
    assert(error == 0);
    (void)error;
}
