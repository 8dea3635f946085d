#pragma once

namespace tally {

// How soon a thread is to run when there are more of them than processors.
enum class Urgency {
    answers,  // somebody waits for what it does
    serves,   // keeps up with the record; what it does may be a moment late
};

// Names the calling thread, for operators (`top -H`) and profiles, and says how urgent it is. At
// most 15 characters. A kernel that refuses either is no error: nothing but speed depends on them.
void introduce_this_thread(char const* name, Urgency urgency);

}  // namespace tally
