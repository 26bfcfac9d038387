// Folders for the time of a run: nothing of them is left, however this process ends. It knows nothing of what
// is in them.
#pragma once

#include <string>
#include <system_error>

namespace coutil::lessons {

/// Makes one, for this user only, and returns its path. A process beside this one removes it when this one
/// has ended without doing so, be it by Ctrl-C or killed. The first call also removes what ended processes of
/// this user left behind more than an hour ago. On an error the path is empty.
std::string make_temporary_folder(std::error_code& error);

/// Removes it and all that is in it.
std::error_code remove_temporary_folder(const std::string& path);

}  // namespace coutil::lessons
