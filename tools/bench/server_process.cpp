#include "tools/bench/server_process.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

namespace tally::bench {

namespace {

Failure cannot(std::string const& what) {
    return Failure{FailureKind::system, "cannot " + what + ": " + std::strerror(errno)};
}

// Never returns. The server goes when we go.
[[noreturn]] void become(std::string const& program, std::vector<std::string> arguments, int out) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(out, STDOUT_FILENO);
    std::vector<char*> words;
    for (auto& argument : arguments)
        words.push_back(argument.data());
    words.push_back(nullptr);
    ::execv(program.c_str(), words.data());
    ::_exit(127);
}

std::uint64_t number_after(std::string const& file, std::string const& name) {
    std::ifstream input{file};
    for (std::string line; std::getline(input, line);) {
        if (!line.starts_with(name)) continue;
        std::uint64_t value = 0;
        std::istringstream{line.substr(name.size())} >> value;
        return value;
    }
    return 0;
}

// User and system time are the 14th and 15th field; the 2nd is in parentheses.
std::uint64_t cpu_ms_of(std::string const& file) {
    std::ifstream input{file};
    std::string line;
    std::getline(input, line);
    auto const name_end = line.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream fields{line.substr(name_end + 1)};
    std::string skipped;
    for (int i = 3; i < 14; ++i)
        fields >> skipped;
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    fields >> user >> system;
    return (user + system) * 1'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

Result<std::unique_ptr<ServerProcess>> ServerProcess::start(std::string const& program,
                                                            std::string const& data,
                                                            std::vector<std::string> const& extra,
                                                            Door door) {
    TALLY_TRY(server, launch(program, data, extra, door));
    TALLY_TRYV(server->await_ready());
    return server;
}

Result<std::unique_ptr<ServerProcess>> ServerProcess::launch(std::string const& program,
                                                             std::string const& data,
                                                             std::vector<std::string> const& extra,
                                                             Door door) {
    std::vector<std::string> arguments{
        program, "serve", "--data", data, "--listen", "127.0.0.1:0", "-q"};
    if (door == Door::open) arguments.emplace_back("--insecure-local");
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return cannot("make a pipe");
    auto const pid = ::fork();
    if (pid < 0) return cannot("start a process");
    if (pid == 0) become(program, std::move(arguments), ends[1]);
    ::close(ends[1]);
    return std::unique_ptr<ServerProcess>{new ServerProcess{pid, ends[0]}};
}

ServerProcess::~ServerProcess() {
    kill();
    ::close(output_);
}

Result<void> ServerProcess::await_ready() {
    std::string line;
    for (char c = 0; c != '\n';) {
        auto const count = ::read(output_, &c, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            return Failure{FailureKind::system, "the server ended before it was ready"};
        }
        line += c;
    }
    auto const on = line.find(" on ");
    if (!line.starts_with("ready: ") || on == std::string::npos) {
        return Failure{FailureKind::system, "the server said: " + line};
    }
    auto const places = line.substr(on + 4);
    address_ = places.substr(0, places.find_first_of(" \n"));
    return success();
}

ProcessFigures ServerProcess::figures() const {
    auto const directory = "/proc/" + std::to_string(pid_);
    return {number_after(directory + "/status", "VmRSS:") * 1'024,
            number_after(directory + "/status", "VmHWM:") * 1'024,
            number_after(directory + "/io", "write_bytes:"),
            cpu_ms_of(directory + "/stat")};
}

int ServerProcess::wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
}

Result<void> ServerProcess::stop() {
    ::kill(pid_, SIGTERM);
    auto const status = wait();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return success();
    return Failure{FailureKind::system,
                   WIFEXITED(status)
                       ? "the server ended with exit code " + std::to_string(WEXITSTATUS(status))
                       : "the server was ended by signal " + std::to_string(WTERMSIG(status))};
}

void ServerProcess::kill() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    static_cast<void>(wait());
}

}  // namespace tally::bench
