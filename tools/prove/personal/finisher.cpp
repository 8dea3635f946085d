#include "tools/prove/personal/finisher.h"

#include "journal/threads/this_thread.h"
#include "replay/audit_trail.h"
#include "tools/prove/personal/personal_check.h"
#include "tools/prove/personal/personal_store.h"

#include <utility>

namespace tally::prove {

namespace {

Result<bool> holds_anything(PersonalStore const& store) {
    TALLY_TRY(there, store.list());
    TALLY_TRY(leaving, store.removals());
    return !there.empty() || !leaving.empty();
}

}  // namespace

RedactionFinisher::RedactionFinisher(std::string data,
                                     std::function<void(Result<std::size_t> const&)> on_done)
    : thread_([this, data = std::move(data), on_done = std::move(on_done)] {
          introduce_this_thread("redactions", Urgency::serves);
          auto const done = finish(data);
          if (!done) return on_done(done.error());
          if (done.value()) on_done(*done.value());
      }) {}

RedactionFinisher::~RedactionFinisher() {
    stopping_.store(true);
    thread_.join();
}

// Nothing if it was stopped before it knew.
Result<std::optional<std::size_t>> RedactionFinisher::finish(std::string const& data) const {
    PersonalStore const store{data};
    TALLY_TRY(any, holds_anything(store));
    if (!any) return std::optional<std::size_t>{0};
    TALLY_TRY(record, Record::open(data));
    AuditTrail trail{record->origin()};
    TALLY_TRYV(for_each_entry(*record, 0, record->size(), [&](Entry const& entry) {
        trail.see(entry);
        return !stopping_.load(std::memory_order_relaxed);
    }));
    if (stopping_.load()) return std::optional<std::size_t>{};
    TALLY_TRY(deleted, finish_redactions(store, trail, true));
    return std::optional{deleted};
}

}  // namespace tally::prove
