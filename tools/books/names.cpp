#include "tools/books/names.h"

#include "journal/entries/ledger.h"
#include "tools/look/shown.h"
#include "tools/text/time.h"

#include <algorithm>

namespace tally::books {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";
constexpr std::size_t currency_max = 24;

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_plain(char c) {
    return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z');
}

void append_escaped(std::string& out, char mark, char c) {
    auto const byte = static_cast<unsigned char>(c);
    out += mark;
    out += hex_digits[byte / 16U];
    out += hex_digits[byte % 16U];
}

}  // namespace

bool is_debit_account(Account const& account) {
    return account.has(account_flag::credits_must_not_exceed_debits);
}

std::string hledger_code(std::string_view code) {
    std::string out;
    for (char const c : code) {
        if (c == ':' || c == ';' || c == ',' || c == '%')
            append_escaped(out, '%', c);
        else
            out += c;
    }
    return out;
}

std::string hledger_account(Account const& account, std::string_view code) {
    return "owner:" + look::id_text(account.owner.value) + ":" + hledger_code(code) + ":" +
           look::id_text(account.id.value);
}

std::string beancount_part(std::string_view code) {
    std::string out;
    for (char const c : code) {
        bool const begins = out.empty();
        if (is_plain(c) && (!begins || is_upper(c) || is_digit(c))) {
            out += c;
            continue;
        }
        if (begins) out += 'X';  // a part begins with a capital or a digit
        append_escaped(out, '-', c);
    }
    return out;
}

std::string beancount_account(Account const& account, std::string_view code) {
    return std::string{is_debit_account(account) ? "Assets" : "Liabilities"} +
           ":Owner:" + look::id_text(account.owner.value) + ":" + beancount_part(code) + ":" +
           look::id_text(account.id.value);
}

bool is_beancount_currency(std::string_view code) {
    if (code.size() < 2 || code.size() > currency_max || !is_upper(code.front())) return false;
    if (!is_upper(code.back()) && !is_digit(code.back())) return false;
    return std::all_of(code.begin(), code.end(), [](char c) {
        return is_upper(c) || is_digit(c) || c == '\'' || c == '.' || c == '_' || c == '-';
    });
}

std::string month_of(std::uint32_t day) {
    auto date = text::format_date(day);
    return date.substr(0, date.rfind('-'));
}

}  // namespace tally::books
