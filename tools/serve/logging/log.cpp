#include "tools/serve/logging/log.h"

#include "tools/cli/json_text.h"
#include "tools/text/time.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

namespace tally::serve {

namespace {

using Logger = std::shared_ptr<spdlog::logger>;  // as spdlog hands sinks out

std::uint64_t now_ns() {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

Result<Logger> logger_to(std::string const& to) {
    spdlog::sink_ptr sink;
    try {
        if (to.empty())
            sink = std::make_shared<spdlog::sinks::null_sink_mt>();
        else if (to == "stderr")
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        else
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(to);
    } catch (spdlog::spdlog_ex const& error) {
        return Failure{FailureKind::usage, "cannot log to " + to + ": " + error.what()};
    }
    auto logger = std::make_shared<spdlog::logger>("tally", std::move(sink));
    logger->set_level(spdlog::level::info);
    logger->flush_on(spdlog::level::info);
    logger->set_pattern("%v");
    logger->set_error_handler([](std::string const&) {});  // a full disk is the record's to tell
    return logger;
}

void append(cli::JsonText& json, Field const& field) {
    json.key(field.name);
    if (auto const* const text = std::get_if<std::string_view>(&field.value))
        json.text(*text);
    else if (auto const* const number = std::get_if<std::uint64_t>(&field.value))
        json.number(*number);
    else
        json.boolean(std::get<bool>(field.value));
}

}  // namespace

struct Log::Inside {
    std::string to;
    std::atomic<Level> level;
    std::mutex mutex;
    Logger logger;
};

Log::Log(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Log::~Log() = default;

Result<std::unique_ptr<Log>> Log::open(std::string const& to, Level level) {
    TALLY_TRY(logger, logger_to(to));
    auto inside = std::make_unique<Inside>();
    inside->to = to;
    inside->level = to.empty() ? Level::off : level;
    inside->logger = std::move(logger);
    return std::unique_ptr<Log>{new Log{std::move(inside)}};
}

bool Log::says(Level level) const {
    return level >= inside_->level.load(std::memory_order_relaxed) && level != Level::off;
}

void Log::set_level(Level level) {
    if (!inside_->to.empty()) inside_->level = level;
}

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!says(level)) return;
    auto const line = log_line(now_ns(), level, event, fields);
    std::lock_guard const lock{inside_->mutex};
    inside_->logger->info(spdlog::string_view_t{line.data(), line.size()});
}

Result<void> Log::reopen() {
    TALLY_TRY(logger, logger_to(inside_->to));
    std::lock_guard const lock{inside_->mutex};
    inside_->logger = std::move(logger);
    return success();
}

std::string log_line(std::uint64_t now_ns,
                     Level level,
                     std::string_view event,
                     std::initializer_list<Field> fields) {
    cli::JsonText json;
    json.begin_object();
    json.key("time").text(text::format_time(Timestamp{now_ns}));
    json.key("level").text(name_of(level));
    json.key("event").text(event);
    for (auto const& field : fields)
        append(json, field);
    json.end_object();
    return json.take();
}

}  // namespace tally::serve
