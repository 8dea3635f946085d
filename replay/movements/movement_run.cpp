#include "replay/movements/movement_run.h"

#include "journal/crypto/sha256.h"
#include "replay/movements/run_bytes.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

namespace tally {

namespace {

constexpr std::array<std::uint8_t, 8> magic{'T', 'A', 'L', 'L', 'Y', 'M', 'V', '2'};
constexpr std::size_t page_bytes = 8'192;
constexpr std::size_t check_bytes = 8;
constexpr std::size_t fixed_bytes = magic.size() + 8 + Hash32::size + 3 * 4;
constexpr std::uint32_t pages_max = 1U << 20U;

using Bytes = std::vector<std::uint8_t>;

bool read_at(std::ifstream& in, std::uint64_t offset, Bytes& bytes) {
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return static_cast<bool>(in);
}

void append(Bytes& to, std::span<std::uint8_t const> bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

MovementRow take_row(RunReader& reader, AccountHandle account, std::uint32_t before) {
    MovementRow row;
    row.account = account;
    row.place = before + static_cast<std::uint32_t>(reader.varint());
    auto const what = reader.number<std::uint8_t>();
    row.kind = static_cast<MovementRow::Kind>(what & 0x0FU);
    row.lists = what >> 4U;
    row.other = AccountHandle{static_cast<std::uint32_t>(reader.varint())};
    row.amount = Amount{reader.varint()};
    return row;
}

AccountRun take_account(RunReader& reader, AccountHandle account) {
    AccountRun found;
    found.before.debits = Amount{reader.varint()};
    found.before.credits = Amount{reader.varint()};
    auto const rows = static_cast<std::size_t>(reader.varint());
    std::uint32_t place = 0;
    while (found.rows.size() < rows && reader.ok()) {
        found.rows.push_back(take_row(reader, account, place));
        place = found.rows.back().place;
    }
    return found;
}

Failure damaged(std::filesystem::path const& file) {
    return {FailureKind::integrity,
            file.string() + " is damaged; it can be deleted, and is made again"};
}

Failure cannot_write(std::filesystem::path const& file) {
    return {FailureKind::system, "cannot write " + file.string()};
}

}  // namespace

PostedTotals before_rows(PostedTotals after, std::span<MovementRow const> rows) {
    for (auto const& row : rows) {
        if (row.kind == MovementRow::Kind::debited) after.debits -= row.amount;
        if (row.kind == MovementRow::Kind::credited) after.credits -= row.amount;
    }
    return after;
}

void MovementRun::Writer::add(AccountHandle account,
                              PostedTotals after,
                              std::span<MovementRow const> rows) {
    if (page_.empty()) page_first_ = account.value;
    auto const before = before_rows(after, rows);
    put_varint(page_, account.value);
    put_varint(page_, before.debits.units());
    put_varint(page_, before.credits.units());
    put_varint(page_, rows.size());
    std::uint32_t place = 0;
    for (auto const& row : rows) {
        put_varint(page_, row.place - place);
        page_.push_back(
            static_cast<std::uint8_t>(static_cast<unsigned>(row.kind) | row.lists * 16U));
        put_varint(page_, row.other.value);
        put_varint(page_, row.amount.units());
        place = row.place;
    }
    if (page_.size() >= page_bytes) close_page();
}

void MovementRun::Writer::close_page() {
    if (page_.empty()) return;
    pages_.push_back({page_first_, body_.size()});
    append(body_, sha256(page_).span().first(check_bytes));
    append(body_, page_);
    page_.clear();
}

Result<std::uint64_t> MovementRun::Writer::finish(std::filesystem::path const& file) {
    close_page();
    Bytes head;
    append(head, magic);
    put_number(head, origin_.run);
    append(head, origin_.subtree.span());
    put_number(head, origin_.accounts_before);
    put_number(head, origin_.accounts_after);
    put_number(head, static_cast<std::uint32_t>(pages_.size()));
    auto const start = fixed_bytes + pages_.size() * 12 + 8 + Hash32::size;
    for (auto const& page : pages_) {
        put_number(head, page.first);
        put_number(head, start + page.offset);
    }
    put_number(head, std::uint64_t{start + body_.size()});
    append(head, sha256(head).span());
    auto const made = file.string() + ".new";
    std::ofstream out{made, std::ios::binary | std::ios::trunc};
    out.write(reinterpret_cast<char const*>(head.data()),
              static_cast<std::streamsize>(head.size()));
    out.write(reinterpret_cast<char const*>(body_.data()),
              static_cast<std::streamsize>(body_.size()));
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(made, file, error);
    if (!out || error) return cannot_write(file);
    return std::uint64_t{head.size() + body_.size()};
}

std::optional<MovementRun> MovementRun::open(std::filesystem::path const& file) {
    std::ifstream in{file, std::ios::binary};
    Bytes fixed(fixed_bytes);
    if (!in || !read_at(in, 0, fixed)) return std::nullopt;
    RunReader reader{fixed};
    bool const is_ours = std::ranges::equal(reader.bytes(magic.size()), magic);
    MovementRun run;
    run.file_ = file;
    run.origin_.run = reader.number<std::uint64_t>();
    std::ranges::copy(reader.bytes(Hash32::size), run.origin_.subtree.bytes.begin());
    run.origin_.accounts_before = reader.number<std::uint32_t>();
    run.origin_.accounts_after = reader.number<std::uint32_t>();
    auto const pages = reader.number<std::uint32_t>();
    if (!is_ours || pages > pages_max) return std::nullopt;
    Bytes head(fixed_bytes + std::size_t{pages} * 12 + 8 + Hash32::size);
    if (!read_at(in, 0, head)) return std::nullopt;
    auto const checked = std::span{head}.first(head.size() - Hash32::size);
    if (!std::ranges::equal(sha256(checked).span(), std::span{head}.last(Hash32::size)))
        return std::nullopt;
    RunReader list{checked.subspan(fixed_bytes)};
    for (std::uint32_t page = 0; page < pages; ++page) {
        auto const first = list.number<std::uint32_t>();
        run.pages_.push_back({first, list.number<std::uint64_t>()});
    }
    run.pages_.push_back({UINT32_MAX, list.number<std::uint64_t>()});
    return run;
}

Result<std::optional<AccountRun>> MovementRun::account(AccountHandle account) const {
    auto const later = std::find_if(
        pages_.begin(), pages_.end(), [&](Page const& page) { return page.first > account.value; });
    if (later == pages_.begin()) return std::optional<AccountRun>{};
    auto const content = page(static_cast<std::size_t>(later - pages_.begin()) - 1);
    if (!content) return damaged(file_);
    RunReader reader{*content};
    while (reader.ok() && !reader.at_end()) {
        AccountHandle const here{static_cast<std::uint32_t>(reader.varint())};
        auto found = take_account(reader, here);
        if (!reader.ok()) return damaged(file_);
        if (here == account) return std::optional{std::move(found)};
        if (here > account) break;
    }
    return std::optional<AccountRun>{};
}

std::optional<std::vector<std::uint8_t>> MovementRun::page(std::size_t number) const {
    std::ifstream in{file_, std::ios::binary};
    auto const from = pages_[number].offset;
    auto const end = pages_[number + 1].offset;
    if (!in || end < from + check_bytes || end - from > (std::uint64_t{1} << 28U))
        return std::nullopt;
    Bytes bytes(end - from);
    if (!read_at(in, from, bytes)) return std::nullopt;
    auto const content = std::span{bytes}.subspan(check_bytes);
    auto const check = sha256(content);
    if (!std::ranges::equal(check.span().first(check_bytes), std::span{bytes}.first(check_bytes)))
        return std::nullopt;
    bytes.erase(bytes.begin(), bytes.begin() + check_bytes);
    return bytes;
}

}  // namespace tally
