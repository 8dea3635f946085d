#pragma once

namespace tally::cli {
class Program;
}

namespace tally::verbs {

// rotate attach redact personal: what stands beside the record, and who signs it.
void add_evidence(cli::Program& program);

}  // namespace tally::verbs
