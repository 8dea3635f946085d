#include "tools/cli/help.h"
#include "tools/cli/program.h"
#include "tools/verbs/verbs.h"

// What `tally` is made of: the verbs, in the order in which help shows them.
int main(int argc, char** argv) {
    using namespace tally;
    cli::Program program;
    verbs::add_init(program);
    verbs::add_serve(program);
    verbs::add_sign(program);
    verbs::add_apply(program);
    verbs::add_import(program);
    verbs::add_bench(program);
    verbs::add_status(program);
    verbs::add_log(program);
    verbs::add_balances(program);
    verbs::add_lists(program);
    verbs::add_books(program);
    verbs::add_access(program);
    verbs::add_explain(program);
    verbs::add_proofs(program);
    verbs::add_reconcile(program);
    verbs::add_top(program);
    verbs::add_keys(program);
    verbs::add_limits(program);
    verbs::add_backups(program);
    cli::add_help_verbs(program);
    return program.run(argc, argv);
}
