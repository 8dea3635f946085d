#include "tools/reconcile/sources/detect.h"

#include "tools/reconcile/sources/fields.h"

namespace tally::reconcile {

std::optional<SourceFormat> detect_format(std::string_view head) {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    auto const first = head.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return std::nullopt;
    head.remove_prefix(first);
    if (head[0] == '<') return SourceFormat::camt053;
    if (head.starts_with("01,")) return SourceFormat::bai2;
    if (head.starts_with("{1:") || head.starts_with(":20:")) return SourceFormat::mt940;
    if (head.find("\n:20:") != std::string_view::npos) return SourceFormat::mt940;
    auto const line = trimmed(head.substr(0, head.find('\n')));
    if (line[0] != '{') return std::nullopt;
    auto const name = trimmed(line.substr(1));
    if (name.starts_with("\"balances\"")) return SourceFormat::chain_balances;
    return SourceFormat::jsonl;
}

bool is_utf16(std::string_view head) {
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return true;
    return head.size() >= 2 && (head[0] == '\0') != (head[1] == '\0');
}

}  // namespace tally::reconcile
