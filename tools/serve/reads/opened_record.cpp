#include "tools/serve/reads/opened_record.h"

namespace tally::serve {

Result<std::shared_ptr<Record const>> OpenedRecord::now() {
    if (record_) {
        auto const follows = record_->look_again();
        if (!follows || !follows.value()) record_.reset();
        if (!follows) return follows.error();
    }
    if (!record_) {
        TALLY_TRY(opened, open_());
        record_ = std::move(opened);
    }
    return std::shared_ptr<Record const>{record_};
}

}  // namespace tally::serve
