// UTF-8 text as lines: what a place in a file is counted in, and whether bytes are text at all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/document/diagnostic.hpp"

namespace systole::workloads {

/// Code points in valid UTF-8.
int code_points(std::string_view text);

/// Lines without their ends. "\n", "\r\n" and "\r" end a line; a byte order mark at the start is dropped.
std::vector<std::string> split_lines(std::string_view text);

/// Throws DocumentError [C012] at the first byte that no text file holds: control characters (tab and line ends
/// excepted) and malformed UTF-8.
void check_text(std::string_view text, const std::string& origin);

/// `text` cut to what fits a message: long values lose their tail, control characters become spaces.
std::string abbreviate(std::string_view text);

}  // namespace systole::workloads
