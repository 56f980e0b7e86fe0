#pragma once

#include <string_view>

namespace wingspread::server {

extern const std::string_view page_html;
extern const std::string_view page_css;
extern const std::string_view page_js;
extern const std::string_view page_icon;

}  // namespace wingspread::server
