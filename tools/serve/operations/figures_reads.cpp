#include "tools/serve/operations/figures_reads.h"

#include "tools/serve/access/gate.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace tally::serve {

FiguresReads::FiguresReads(boost::asio::io_context& context,
                           Gate const& gate,
                           ReadService& behind,
                           std::function<std::string()> figures,
                           Outbox& outbox)
    : context_(context),
      gate_(gate),
      behind_(behind),
      figures_(std::move(figures)),
      outbox_(outbox) {}

void FiguresReads::read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) {
    if (question.query != "figures") return behind_.read(connection, asker, question);
    RowsAnswer answer;
    answer.request_id = question.request_id;
    if (!gate_.reading_of(asker).everything) {
        answer.status = 403;
        answer.body =
            "this key may not read the server's figures: that is for auditors, operators "
            "and administrators";
        return outbox_.put({connection, std::move(answer)});
    }
    boost::asio::post(context_, [this, connection, answer = std::move(answer)]() mutable {
        answer.body = figures_();
        outbox_.put({connection, std::move(answer)});
    });
}

}  // namespace tally::serve
