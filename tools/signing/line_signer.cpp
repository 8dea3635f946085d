#include "tools/signing/line_signer.h"

#include "tools/text/hex.h"

#include <chrono>
#include <span>

namespace tally::signing {

namespace {

Failure wrong(json::LineFault const& fault) {
    return {FailureKind::usage, "column " + std::to_string(fault.column) + ": " + fault.text};
}

// The line with one more member at its end.
std::string with_member(std::string_view line, std::string const& member) {
    auto const end = line.rfind('}');
    return std::string{line.substr(0, end)} + "," + member + "}\n";
}

std::string signed_member(CommandSignature const& signature, KeyNumber key) {
    std::string member = "\"signed\":{";
    if (key != KeyNumber{}) member += "\"key\":" + std::to_string(key.value) + ",";
    return member + "\"nonce\":\"" + std::to_string(signature.nonce) + "\",\"signature\":\"" +
           text::format_hex(signature.signature.span()) + "\"}";
}

}  // namespace

std::uint64_t nonce_now() {
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    return static_cast<std::uint64_t>(ns);
}

// Leaves the command at the end of chain_, behind the members of its chain before it.
Result<json::ParsedCommand const*> CommandReader::read(std::string_view line) {
    if (!chain_.empty() && !chain_.back().linked) chain_.clear();
    auto const before = chain_.size();
    auto& command = chain_.emplace_back();
    if (!parser_.parse(line, command)) return wrong(parser_.fault());
    if (command.proof) return wrong({command.proof->column, "\"signed\" is there already"});
    if (!resolver_.resolve(command, std::span{chain_}.first(before)))
        return wrong(resolver_.fault());
    json::ParsedCommand const* const read = &command;
    return read;
}

Result<std::string> LineSigner::sign(std::string_view line) {
    TALLY_TRY(command, reader_.read(line));
    TALLY_TRY(signature, signer_.sign(command->body, command->linked));
    return with_member(line, signed_member(signature, key_));
}

}  // namespace tally::signing
