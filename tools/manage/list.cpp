#include "tools/manage/list.h"

#include "tools/look/access.h"

namespace tally::manage {

Result<cli::ExitCode> list(std::string const& what, Door const& door, cli::Output& output) {
    if (door.data.empty())
        return Failure{FailureKind::usage,
                       "name the record with --data DIR; one that a server writes can be read too"};
    cli::CommonOptions common;
    common.data = door.data;
    return look::access(what, common, output);
}

}  // namespace tally::manage
