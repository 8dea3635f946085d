#include "tools/cli/help.h"

#include "journal/vocabulary/check.h"
#include "tools/cli/output.h"
#include "tools/cli/program.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace tally::cli {

namespace {

struct Group {
    std::string_view name;
    std::string_view what;
};

constexpr std::array<Group, 5> groups{{
    {"Run", "record something"},
    {"Look", "ask what the record says; each takes --at"},
    {"Prove", "check the record, prove it to others"},
    {"Reconcile", "lay the record beside the statements of others"},
    {"Manage", "backups, keys and help"},
}};

struct Code {
    std::string_view code;
    std::string_view what;
};

constexpr std::array<Code, 7> exit_codes{{
    {"0", "clean"},
    {"1", "usage or configuration; with apply, a line that is no command"},
    {"2", "differences or breaks, at or above materiality"},
    {"3", "breaks, all below materiality"},
    {"4", "what was asked for is not there, so no answer"},
    {"5", "integrity failure: proof, signature, replay mismatch, damage"},
    {"6", "internal error, or the machine failed"},
}};

void append_padded(std::string& out, std::string_view text, std::size_t width) {
    out += text;
    out.append(text.size() < width ? width - text.size() : 1, ' ');
}

VerbText const& text_of(Program const& program, std::string_view name) {
    auto const& verbs = program.verbs();
    auto const found = std::find_if(
        verbs.begin(), verbs.end(), [&](VerbText const& verb) { return verb.name == name; });
    TALLY_CHECK(found != verbs.end());
    return *found;
}

// "-O,--output-format FORMAT"
std::string usage_of(CLI::Option const& option) {
    auto text = option.get_name(false, true);
    auto const type = option.get_type_name();
    if (option.get_items_expected_max() > 0 && !type.empty()) text += " " + type;
    return text;
}

std::vector<CLI::Option const*> options_of(CLI::App const& app) {
    return std::as_const(app).get_options();
}

std::string synopsis_of(CLI::App const& app) {
    auto text = "tally " + app.get_name();
    for (auto const* const option : options_of(app)) {
        if (option->get_positional()) {
            auto const name = option->get_name(true, false);
            text += option->get_required() ? " " + name : " [" + name + "]";
        } else if (option->get_required()) {
            text += " " + option->get_name(false, false) + " " + option->get_type_name();
        }
    }
    return text + " [options]";
}

void append_bash_verb(std::string& out, CLI::App const& app) {
    out += "        " + app.get_name() + ") options=\"";
    for (auto const* const option : options_of(app)) {
        if (option->get_positional()) continue;
        for (auto const& name : option->get_lnames())
            out += "--" + name + " ";
        for (auto const& name : option->get_snames())
            out += "-" + name + " ";
    }
    out.back() = '"';
    out += " ;;\n";
}

std::string roff(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else {
            out += c;
        }
    }
    if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
    return out;
}

void append_man_verb(std::string& out, Program const& program, VerbText const& verb) {
    auto const& app = program.app_of(verb.name);
    out += ".SS " + roff(synopsis_of(app)) + "\n" + roff(verb.summary) + ".\n";
    if (!verb.details.empty()) out += ".PP\n" + roff(verb.details) + "\n";
    for (auto const* const option : options_of(app)) {
        auto const shown = option->get_positional() ? option->get_name(true) : usage_of(*option);
        out += ".TP\n.B " + roff(shown) + "\n" + roff(option->get_description()) + "\n";
    }
    for (auto const& example : verb.examples) {
        out +=
            ".PP\n" + roff(example.what) + ":\n.PP\n.EX\n    " + roff(example.command) + "\n.EE\n";
    }
}

Result<ExitCode> print_help(Program const& program, std::string const& topic, Output& output) {
    if (topic.empty()) {
        output.write(help_of_program(program));
        return ExitCode::clean;
    }
    if (topic == "man") {
        output.write(man_page(program));
        return ExitCode::clean;
    }
    auto const& verbs = program.verbs();
    bool const known = std::any_of(
        verbs.begin(), verbs.end(), [&](VerbText const& verb) { return verb.name == topic; });
    if (!known) {
        return Failure{FailureKind::usage, "there is no verb " + topic + "; see: tally help"};
    }
    output.write(help_of_verb(program, topic));
    return ExitCode::clean;
}

Result<ExitCode> print_completion(Program const& program, std::string const& shell, Output& out) {
    if (shell != "bash") {
        return Failure{FailureKind::usage,
                       "no completion for the shell " + shell + "; try: tally completion bash"};
    }
    out.write(bash_completion(program));
    return ExitCode::clean;
}

}  // namespace

std::string help_of_program(Program const& program) {
    std::string out =
        "Tallystick: an append-only, provable ledger, matching and settlement engine.\n\n"
        "usage: tally VERB [options]\n";
    for (auto const& group : groups) {
        out.append("\n").append(group.name).append(": ").append(group.what).append("\n");
        for (auto const& verb : program.verbs()) {
            if (verb.group != group.name) continue;
            out += "  ";
            append_padded(out, verb.name, 12);
            out += verb.summary + "\n";
        }
    }
    out += "\nMore of a verb, with examples: tally help VERB\n";
    return out;
}

std::string help_of_verb(Program const& program, std::string_view name) {
    auto const& text = text_of(program, name);
    auto const& app = program.app_of(name);
    std::string out = text.summary + ".\n\nusage: " + synopsis_of(app) + "\n";
    if (!text.details.empty()) out += "\n" + text.details + "\n";
    out += "\nOptions:\n";
    for (auto const* const option : options_of(app)) {
        out += "  ";
        append_padded(
            out, option->get_positional() ? option->get_name(true) : usage_of(*option), 32);
        out += option->get_description();
        out += option->get_required() ? " (required)\n" : "\n";
    }
    if (!text.examples.empty()) out += "\nExamples:\n";
    for (auto const& example : text.examples) {
        out += "  " + example.command + "\n      " + example.what + "\n";
    }
    return out;
}

std::string man_page(Program const& program) {
    std::string out =
        ".TH TALLY 1\n.SH NAME\n"
        "tally \\- append\\-only, provable ledger, matching and settlement engine\n"
        ".SH SYNOPSIS\n.B tally\n.I VERB\n[options]\n.br\n.B tally \\-\\-version\n"
        ".SH DESCRIPTION\n"
        "Records orders, fills, transfers, escrows and on\\-chain events in an append\\-only\n"
        "journal that proves itself; rebuilds every balance and book from it at any point.\n"
        "Amounts and prices are decimal strings in whole units. Times are UTC, RFC 3339.\n"
        ".SH VERBS\n";
    for (auto const& verb : program.verbs())
        append_man_verb(out, program, verb);
    out += ".SH EXIT STATUS\n";
    for (auto const& code : exit_codes) {
        out.append(".TP\n.B ").append(code.code).append("\n").append(roff(code.what)).append("\n");
    }
    out += ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nIf set to anything, no colour is used.\n";
    return out;
}

std::string bash_completion(Program const& program) {
    std::string verbs;
    for (auto const& verb : program.verbs())
        verbs += verb.name + " ";
    std::string out =
        "# bash completion for tally; load it with: source <(tally completion bash)\n"
        "_tally() {\n"
        "    local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
        "    local verbs=\"" +
        verbs +
        "\" options=\"\" data=\"\" i\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "        COMPREPLY=($(compgen -W \"$verbs --help --version\" -- \"$word\"))\n"
        "        return\n"
        "    fi\n"
        "    for ((i = 1; i < COMP_CWORD; ++i)); do\n"
        "        [ \"${COMP_WORDS[i]}\" = --data ] && data=\"${COMP_WORDS[i+1]}\"\n"
        "    done\n"
        "    case \"$before\" in\n"
        "        -O|--output-format) COMPREPLY=($(compgen -W \"table json jsonl csv\" -- "
        "\"$word\")); return ;;\n"
        "        --data|--other) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
        "        -o|--output|--key|--key-file|--proof) COMPREPLY=($(compgen -f -- \"$word\")); "
        "return ;;\n"
        "        --market|book)\n"
        "            [ -z \"$data\" ] || COMPREPLY=($(compgen -W \"$(tally book --data \"$data\" "
        "-O "
        "csv 2>/dev/null | tail -n +2 | cut -d, -f1)\" -- \"$word\"))\n"
        "            [ ${#COMPREPLY[@]} -eq 0 ] || return ;;\n"
        "    esac\n"
        "    case \"${COMP_WORDS[1]}\" in\n";
    for (auto const& verb : program.verbs())
        append_bash_verb(out, program.app_of(verb.name));
    out +=
        "    esac\n"
        "    if [[ \"$word\" == -* ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
        "    elif [ \"${COMP_WORDS[1]}\" = help ]; then\n"
        "        COMPREPLY=($(compgen -W \"$verbs man\" -- \"$word\"))\n"
        "    elif [ \"${COMP_WORDS[1]}\" = completion ]; then\n"
        "        COMPREPLY=($(compgen -W \"bash\" -- \"$word\"))\n"
        "    else\n"
        "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
        "    fi\n"
        "}\n"
        "complete -F _tally tally\n";
    return out;
}

void add_help_verbs(Program& program) {
    program.add({.name = "completion",
                 .group = "Manage",
                 .summary = "Print the completion script for a shell",
                 .details = {},
                 .examples = {{"source <(tally completion bash)", "completes verbs and options"}}},
                0,
                [&program](CLI::App& app) -> Action {
                    auto const shell = std::make_shared<std::string>("bash");
                    app.add_option("SHELL", *shell, "The shell: bash");
                    return [&program, shell](CommonOptions const&, Output& output) {
                        return print_completion(program, *shell, output);
                    };
                });
    program.add({.name = "help",
                 .group = "Manage",
                 .summary = "Say what there is, or how a verb is used",
                 .details = {},
                 .examples = {{"tally help balance", "the options of balance, with examples"},
                              {"tally help man > tally.1", "the manual page"}}},
                0,
                [&program](CLI::App& app) -> Action {
                    auto const topic = std::make_shared<std::string>();
                    app.add_option("TOPIC", *topic, "A verb, or man for the manual page");
                    return [&program, topic](CommonOptions const&, Output& output) {
                        return print_help(program, *topic, output);
                    };
                });
}

int print_text(std::string_view text) {
    auto output = Output::open({});
    if (!output) return static_cast<int>(exit_code_of(output.error().kind));
    output.value()->write(text);
    auto const finished = output.value()->finish();
    if (finished) return static_cast<int>(ExitCode::clean);
    report(finished.error());
    return static_cast<int>(exit_code_of(finished.error().kind));
}

}  // namespace tally::cli
