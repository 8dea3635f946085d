#include "tools/serve/intake/answer_lines.h"

#include "tools/cli/json_text.h"

#include <cstddef>

namespace tally::serve {

namespace {

void append(std::string& out, wire::Answer const& answer) {
    out += ",\"sequence\":" + std::to_string(answer.sequence) + ",\"result\":\"";
    out.append(name_of(answer.outcome)).append("\",\"entries\":[");
    for (std::uint32_t i = 1; i <= answer.consequences; ++i) {
        if (i != 1) out += ',';
        out += std::to_string(answer.sequence + i);
    }
    out += ']';
}

}  // namespace

std::string lines_of(wire::Answers const& answers) {
    std::string out;
    std::size_t faults = 0;
    for (std::size_t i = 0; i < answers.answers.size(); ++i) {
        out += "{\"line\":" + std::to_string(i + 1);
        if (answers.answers[i].faulty) {
            auto const& fault = answers.faults[faults++];
            auto const outcome = answers.answers[i].outcome;
            if (outcome != Outcome::ok)
                out.append(",\"result\":\"").append(name_of(outcome)).append("\"");
            out += ",\"error\":";
            cli::append_json_string(out, fault.text);
            out += ",\"column\":" + std::to_string(fault.column);
        } else {
            append(out, answers.answers[i]);
        }
        out += "}\n";
    }
    return out;
}

}  // namespace tally::serve
