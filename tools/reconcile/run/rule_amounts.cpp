#include "tools/reconcile/run/rule_amounts.h"

#include "tools/text/number.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tally::reconcile {

namespace {

class AmountCheck {
public:
    explicit AmountCheck(std::string const& file) : file_(file) {}

    void account(AccountRules const& rules, std::uint8_t scale) {
        scale_ = scale;
        asset_ = rules.asset;
        amount(rules.line, "tolerance", rules.tolerance);
        amount(rules.line, "materiality", rules.materiality);
        amount(rules.line, "fee", rules.fee);
        for (auto const& rule : rules.exclusions)
            if (rule.up_to) amount(rules.line, "exclude.up_to", *rule.up_to);
    }

    // What the asset's breaks may come to together.
    void limit(AssetLimit const& limit, std::string const& asset, std::uint8_t scale) {
        scale_ = scale;
        asset_ = asset;
        amount(limit.line, "materiality." + asset, limit.amount);
    }

    // A limit that nothing would ever be held against: most likely a slip of the pen.
    void nobodys(AssetLimit const& limit, std::string const& asset) {
        add(limit.line,
            "materiality." + asset,
            "no account of these rules is in " + asset + "; correct the code, or take it out");
    }

    [[nodiscard]] std::string const& mistakes() const { return mistakes_; }

private:
    void amount(std::uint64_t line, std::string const& key, std::string_view text) {
        auto const parsed = text::parse_units(text, scale_);
        if (parsed.ok()) return;
        add(line,
            key,
            "\"" + std::string{text} + "\" " + std::string{text::describe(parsed.fault)} + "; " +
                remedy(parsed.fault));
    }

    void add(std::uint64_t line, std::string const& key, std::string const& what) {
        if (!mistakes_.empty()) mistakes_ += '\n';
        mistakes_ += file_ + ":" + std::to_string(line) + ": " + key + ": " + what;
    }

    [[nodiscard]] std::string remedy(text::NumberFault fault) const {
        if (fault != text::NumberFault::too_many_digits) return "write a smaller amount";
        auto const digits = std::to_string(scale_);
        return asset_ + " has " + digits + " of them: write at most " + digits;
    }

    std::string const& file_;
    std::string mistakes_;
    std::string asset_;
    std::uint8_t scale_ = 0;
};

}  // namespace

Result<void> check_amounts(Rules const& rules,
                           std::string const& file,
                           std::span<std::uint8_t const> scales) {
    AmountCheck check{file};
    for (auto const& [asset, limit] : rules.materiality) {
        auto const of = std::ranges::find(rules.accounts, asset, &AccountRules::asset);
        auto const at = static_cast<std::size_t>(of - rules.accounts.begin());
        if (at < scales.size())
            check.limit(limit, asset, scales[at]);
        else
            check.nobodys(limit, asset);
    }
    for (std::size_t i = 0; i < scales.size(); ++i)
        check.account(rules.accounts[i], scales[i]);
    if (check.mistakes().empty()) return success();
    return Failure{FailureKind::usage, check.mistakes()};
}

}  // namespace tally::reconcile
