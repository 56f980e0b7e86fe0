#include "server/page.hpp"

#include "server/page_parts.hpp"

#include <array>

namespace wingspread::server {

std::span<const PageFile> page_files() {
    static const std::array files{
        PageFile{"/", "text/html; charset=utf-8", page_html},
        PageFile{"/page.css", "text/css; charset=utf-8", page_css},
        PageFile{"/page.js", "text/javascript; charset=utf-8", page_js},
        PageFile{"/icon.svg", "image/svg+xml", page_icon},
    };
    return files;
}

}  // namespace wingspread::server
