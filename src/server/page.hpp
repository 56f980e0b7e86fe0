#pragma once

#include <span>
#include <string_view>

namespace wingspread::server {

/// One file of the live page, held in the program.
struct PageFile {
    std::string_view path;
    std::string_view content_type;
    std::string_view content;
};

/// The page at "/" and what it loads. Scripts and styles are files of their own, because the
/// content policy allows nothing inline.
std::span<const PageFile> page_files();

}  // namespace wingspread::server
