#include "tools/cli/help.h"
#include "tools/cli/program.h"

// What `tally` is made of: the verbs, in the order in which help shows them.
int main(int argc, char** argv) {
    tally::cli::Program program;
    tally::cli::add_help_verbs(program);
    return program.run(argc, argv);
}
