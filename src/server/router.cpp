#include "server/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace wingspread::server {

namespace {

bool is_placeholder(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Cuts the first segment, slash included, off `path`.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

/// What the placeholders stand for, or nothing when the path is not of this template.
std::optional<Fields> match(std::string_view path_template, std::string_view path) {
    Fields fields;
    while (!path_template.empty() && !path.empty()) {
        const std::string_view wanted = take_segment(path_template);
        const auto segment = percent_decode(take_segment(path), false);
        if (!segment) return std::nullopt;
        if (is_placeholder(wanted)) {
            if (segment->empty()) return std::nullopt;
            fields.emplace_back(wanted.substr(1, wanted.size() - 2), *segment);
        } else if (wanted != *segment) {
            return std::nullopt;
        }
    }
    if (!path_template.empty() || !path.empty()) return std::nullopt;
    return fields;
}

}  // namespace

void Router::add(Route route) {
    const auto same = [&route](const Route& other) {
        return other.method == route.method && other.path_template == route.path_template;
    };
    const bool malformed = !route.path_template.starts_with('/') || !route.handler;
    if (malformed || std::ranges::any_of(routes_, same)) std::abort();
    routes_.push_back(std::move(route));
}

Router::Match Router::find(Method method, std::string_view path) const {
    const Method wanted = method == Method::head ? Method::get : method;
    Match best;
    std::string allowed;
    for (const auto& route : routes_) {
        auto fields = match(route.path_template, path);
        if (!fields) continue;
        if (route.method != wanted) {
            allowed += (allowed.empty() ? "" : ", ") + std::string(to_string(route.method));
            if (route.method == Method::get) allowed += ", HEAD";
        } else if (best.route == nullptr || fields->size() < best.path_fields.size()) {
            best.route = &route;
            best.path_fields = std::move(*fields);
        }
    }
    if (best.route != nullptr) return best;
    if (allowed.empty()) {
        best.refusal = problem(404, fmt::format("nothing is served at {}", path));
    } else {
        best.refusal = problem(405, fmt::format("{} does not take {}", path, to_string(method)));
        best.refusal.headers.emplace_back("Allow", allowed);
    }
    return best;
}

}  // namespace wingspread::server
