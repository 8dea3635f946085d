#include "tools/look/subjects.h"

#include <type_traits>
#include <variant>

namespace tally::look {

namespace {

// Appends what a body names. A kind that names nothing lasting is left to the template.
class Collector {
public:
    explicit Collector(std::vector<Subject>& found) : found_(found) {}

    template <class Other>
    void operator()(Other const& body) {
        if constexpr (requires { add(body.id); })
            add(body.id);
        else if constexpr (requires { add(body.order); })
            add(body.order);
        else if constexpr (requires { add(body.transfer); })
            add(body.transfer);
    }

    void operator()(CreateTransfer const& body) {
        add(body.id);
        if (body.pending_id != TransferId{}) add(body.pending_id);
        if (body.reverses != TransferId{}) add(body.reverses);
    }

    void operator()(TransferExpired const& body) { add(body.pending); }

    void operator()(Fill const& body) { add_both(body.maker, body.taker); }

    void operator()(OrderDecremented const& body) { add_both(body.maker, body.taker); }

    void operator()(AttachData const& body) {
        add_data(body.commitment);
        switch (body.subject_kind) {
            case SubjectKind::owner:
            case SubjectKind::account:
                return;
            case SubjectKind::transfer:
                return add(TransferId{body.subject});
            case SubjectKind::order:
                return add(OrderId{body.subject});
            case SubjectKind::escrow:
                return add(EscrowId{body.subject});
        }
    }

    void operator()(RedactData const& body) { add_data(body.commitment); }

    void operator()(ObserveBlock const& body) {
        for (auto const& event : body.events)
            add(event);
    }

    void operator()(ChainEventApplied const& body) { add(body.event); }

private:
    void add(TransferId id) { found_.push_back({SubjectType::transfer, id.value, {}}); }

    void add(OrderId id) { found_.push_back({SubjectType::order, id.value, {}}); }

    void add(EscrowId id) { found_.push_back({SubjectType::escrow, id.value, {}}); }

    void add(WithdrawalId id) { found_.push_back({SubjectType::withdrawal, id.value, {}}); }

    void add_data(Hash32 const& commitment) {
        found_.push_back({SubjectType::data, 0, commitment});
    }

    void add_both(OrderId maker, OrderId taker) {
        add(maker);
        add(taker);
    }

    void add(ChainEvent const& event) {
        found_.push_back({SubjectType::chain_transfer, event.index, event.transaction});
        switch (event.type) {
            case ChainEventType::deposit:
                return;
            case ChainEventType::withdrawal:
                return add(WithdrawalId{event.subject});
            case ChainEventType::escrow_funded:
            case ChainEventType::escrow_released:
            case ChainEventType::escrow_refunded:
                return add(EscrowId{event.subject});
        }
    }

    std::vector<Subject>& found_;
};

}  // namespace

std::vector<Subject> subjects_of(Body const& body) {
    std::vector<Subject> found;
    std::visit(Collector{found}, body);
    return found;
}

}  // namespace tally::look
