#include "tools/reconcile/decide/commands.h"

#include "journal/crypto/text.h"
#include "tools/manage/command_text.h"
#include "tools/manage/send.h"
#include "tools/prove/personal/personal_store.h"
#include "tools/reconcile/decide/run_directory.h"
#include "tools/reconcile/run/results_directory.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

namespace fs = std::filesystem;

bool is_hash(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

// The run that is meant, and those of its accounts. Of a run that is only named by its hash nobody
// can tell the accounts, so --account has to.
struct Subject {
    std::string run;  // 0x-hex
    std::vector<std::string> accounts;
};

Result<Subject> named_subject(DecideOptions const& options) {
    if (options.account.empty())
        return usage_failure(
            "of which account? give --account ID, or the run's directory instead of its hash");
    return Subject{"0x" + options.run, {options.account}};
}

bool concerns(FoundAccount const& account, DecideOptions const& options) {
    if (!options.account.empty()) return account.account == options.account;
    if (account.command.empty()) return false;
    if (options.break_id.empty()) return true;
    return std::ranges::find(account.breaks, options.break_id) != account.breaks.end();
}

Failure nothing_concerned(DecideOptions const& options) {
    if (options.break_id.empty())
        return usage_failure("the run is not about account " + options.account +
                             "; see its result.json");
    return usage_failure("the run has no break " + options.break_id + "; see its breaks.csv");
}

Result<Subject> subject_of(DecideOptions const& options) {
    if (options.run.empty())
        return usage_failure(
            "which run? give the directory of its results, or the hash of its manifest");
    if (is_hash(options.run) && !fs::exists(options.run)) return named_subject(options);
    TALLY_TRY(found, read_run(options.run));
    Subject subject{"0x" + to_hex(found.run.span()), {}};
    for (auto const& account : found.accounts)
        if (concerns(account, options)) subject.accounts.push_back(account.account);
    if (subject.accounts.empty()) return nothing_concerned(options);
    return subject;
}

Result<Subject> break_subject(DecideOptions const& options) {
    if (options.break_id.empty())
        return usage_failure("which break? give its id, as breaks.csv has it, behind the run");
    TALLY_TRY(subject, subject_of(options));
    if (subject.accounts.size() == 1) return subject;
    return usage_failure("several accounts of the run have this break; give --account ID");
}

Result<std::string> comment_text(DecideOptions const& options) {
    if (options.text.empty() == options.text_file.empty())
        return usage_failure("what is to be said? give --text TEXT or --text-file FILE");
    if (!options.text.empty()) return options.text;
    return input_text(options.text_file);
}

// Beside which directory the text is kept: whoever reads the record there can read it too.
Result<std::string> place_of_texts(DecideOptions const& options) {
    if (!options.texts.empty()) return options.texts;
    if (!options.door.data.empty()) return options.door.data;
    return usage_failure(
        "where is the text to be kept? It is no part of the record, so no server takes it: give "
        "--texts DIR, the server's data directory if this is its machine");
}

manage::CommandText begin(char const* command, Subject const& subject, std::size_t account) {
    manage::CommandText line{command};
    line.text("run", subject.run).text("account", subject.accounts[account]);
    return line;
}

}  // namespace

Result<cli::ExitCode> record_run(DecideOptions const& options, cli::Output& output) {
    if (options.run.empty()) return usage_failure("which run? give the directory of its results");
    TALLY_TRY(found, read_run(options.run));
    bool sent = false;
    for (auto const& account : found.accounts) {
        if (!options.account.empty() && account.account != options.account) continue;
        if (account.command.empty()) {
            output.remark("account " + account.account +
                          ": there was no statement of it, so there is nothing to record");
            continue;
        }
        TALLY_TRYV(manage::send(account.command, options.door, output));
        sent = true;
    }
    if (sent) return cli::ExitCode::clean;
    return Failure{FailureKind::incomplete, "nothing was recorded"};
}

// The text is durable before the record says that there is one: the other way round a crash could
// leave a comment that nobody can read.
Result<cli::ExitCode> comment(DecideOptions const& options, cli::Output& output) {
    TALLY_TRY(text, comment_text(options));
    TALLY_TRY(place, place_of_texts(options));
    if (options.explains && options.break_id.empty())
        return usage_failure("--explains is of one break; give its id behind the run");
    TALLY_TRY(subject, subject_of(options));
    if (subject.accounts.size() != 1)
        return usage_failure("the run has several accounts; give --account ID, or a break");
    TALLY_TRY(value, prove::PersonalValue::make("comment", text));
    if (!options.door.dry_run) {
        TALLY_TRYV(prove::PersonalStore{place}.put(value));
    }
    auto const line = begin("comment_break", subject, 0)
                          .text("break", options.break_id)
                          .text("commitment", "0x" + to_hex(value.commitment().span()))
                          .flag("explains", options.explains)
                          .take();
    auto sent = manage::send(line, options.door, output);
    // Refused: nothing refers to it. After a lost answer something may.
    bool const refused = !sent && sent.error().kind == FailureKind::usage;
    if (refused && !options.door.dry_run) {
        TALLY_TRYV(prove::PersonalStore{place}.remove(value.commitment()));
    }
    return sent;
}

Result<cli::ExitCode> write_off(DecideOptions const& options, cli::Output& output) {
    if (options.transfer.empty() || options.against.empty())
        return usage_failure(
            "a write-off is a transfer: give --id ID for it and --against ACCOUNT");
    TALLY_TRY(subject, break_subject(options));
    auto const line = begin("write_off_break", subject, 0)
                          .text("break", options.break_id)
                          .text("id", options.transfer)
                          .text("against", options.against)
                          .number("code", options.code)
                          .take();
    return manage::send(line, options.door, output);
}

Result<cli::ExitCode> correct(DecideOptions const& options, cli::Output& output) {
    if (options.transfer.empty())
        return usage_failure(
            "which transfer puts it right? make it first, then give its id with --id");
    TALLY_TRY(subject, break_subject(options));
    auto const line = begin("correct_break", subject, 0)
                          .text("break", options.break_id)
                          .text("id", options.transfer)
                          .take();
    return manage::send(line, options.door, output);
}

Result<cli::ExitCode> sign(DecideOptions const& options, cli::Output& output) {
    if (options.review + options.withdraw + options.abandon > 1)
        return usage_failure("--review, --withdraw and --abandon exclude each other");
    if (!options.break_id.empty())
        return usage_failure("a run is signed as a whole, not a break of it");
    auto const* const action = options.review     ? "review"
                               : options.withdraw ? "withdraw"
                               : options.abandon  ? "abandon"
                                                  : "prepare";
    TALLY_TRY(subject, subject_of(options));
    for (std::size_t i = 0; i < subject.accounts.size(); ++i) {
        auto const line = begin("sign_reconciliation", subject, i)
                              .text("action", action)
                              .flag("accept_breaks", options.accept_breaks)
                              .take();
        TALLY_TRYV(manage::send(line, options.door, output));
    }
    return cli::ExitCode::clean;
}

}  // namespace tally::reconcile
