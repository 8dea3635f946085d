#include "tools/serve/intake/signature_worker.h"

#include "journal/threads/this_thread.h"

#include <utility>

namespace tally::serve {

namespace {

// Those of earlier slices have been run.
void verify(Job& job, SignatureCounts& counts) {
    for (auto& signature : job.checked) {
        if (signature.index < job.next) continue;
        signature.objection = signing::objection(signature.claim);
        ++(signature.objection.empty() ? counts.good : counts.bad);
    }
}

}  // namespace

SignatureWorker::SignatureWorker(std::function<void()> on_done)
    : on_done_(std::move(on_done)), thread_([this] { run(); }) {}

SignatureWorker::~SignatureWorker() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void SignatureWorker::push(std::unique_ptr<Job> job) {
    {
        std::lock_guard const lock{mutex_};
        ++jobs_;
        commands_ += job->commands;
        waiting_.push_back(std::move(job));
    }
    changed_.notify_all();
}

std::unique_ptr<Job> SignatureWorker::try_take() {
    std::lock_guard const lock{mutex_};
    return take_locked();
}

std::unique_ptr<Job> SignatureWorker::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return jobs_ == 0 || !done_.empty(); });
    return take_locked();
}

std::unique_ptr<Job> SignatureWorker::take_locked() {
    if (done_.empty()) return nullptr;
    auto job = std::move(done_.front());
    done_.pop_front();
    --jobs_;
    commands_ -= job->commands;
    return job;
}

std::size_t SignatureWorker::commands() const {
    std::lock_guard const lock{mutex_};
    return commands_;
}

void SignatureWorker::run() {
    introduce_this_thread("signatures", Urgency::answers);
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        auto job = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        verify(*job, counts_);
        lock.lock();
        done_.push_back(std::move(job));
        lock.unlock();
        changed_.notify_all();
        on_done_();
        lock.lock();
    }
}

}  // namespace tally::serve
