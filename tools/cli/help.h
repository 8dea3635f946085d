#pragma once

#include <string>
#include <string_view>

namespace tally::cli {

class Program;

// Texts made from the verbs and options that a Program has, so that none can be forgotten.
[[nodiscard]] std::string help_of_program(Program const& program);
[[nodiscard]] std::string help_of_verb(Program const& program, std::string_view verb);

// The manual page, in man(7) markup. tools/man/tally.1 is this text.
[[nodiscard]] std::string man_page(Program const& program);

// The completion script for bash.
[[nodiscard]] std::string bash_completion(Program const& program);

// Adds the verbs help and completion.
void add_help_verbs(Program& program);

// Writes a text to standard output; the exit code.
[[nodiscard]] int print_text(std::string_view text);

}  // namespace tally::cli
