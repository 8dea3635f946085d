#include "journal/threads/this_thread.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <unistd.h>

namespace tally {

namespace {

// Ten steps weigh about a tenth: the thread goes on under full load, and waits for no answer.
constexpr int less_urgent = 10;

}  // namespace

void introduce_this_thread(char const* name, Urgency urgency) {
    ::prctl(PR_SET_NAME, name);
    if (urgency == Urgency::answers) return;
    auto const thread = static_cast<id_t>(::gettid());
    ::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + less_urgent);
}

}  // namespace tally
