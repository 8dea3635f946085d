#pragma once

namespace tally::cli {
class Program;
}

// The verbs of `tally`. Each function adds one or a few that belong together: their texts, their
// options, and what runs them.
namespace tally::verbs {

void add_init(cli::Program& program);
void add_apply(cli::Program& program);
void add_serve(cli::Program& program);
void add_sign(cli::Program& program);
void add_import(cli::Program& program);
void add_bench(cli::Program& program);
void add_status(cli::Program& program);
void add_log(cli::Program& program);
void add_balances(cli::Program& program);  // balance statement trial
void add_lists(cli::Program& program);     // accounts transfers orders
void add_access(cli::Program& program);
void add_keys(cli::Program& program);     // keys grant ungrant
void add_limits(cli::Program& program);   // limits kill-switch policies approve reject
void add_books(cli::Program& program);    // book markets assets escrow chain
void add_explain(cli::Program& program);  // tree explain
void add_proofs(cli::Program& program);   // verify checkpoint proof replay diff check
void add_top(cli::Program& program);
void add_reconcile(cli::Program& program);
void add_backups(cli::Program& program);  // backup restore

}  // namespace tally::verbs
