#include "app/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <sstream>

namespace wingspread::app {

namespace {

Result<void> flatten(const toml::table& table, const std::string& prefix, Source& source) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        if (const auto* inner = node.as_table()) {
            if (auto done = flatten(*inner, key + ".", source); !done) return done;
        } else if (const auto* text = node.as_string()) {
            source.values.emplace_back(key, text->get());
        } else if (const auto* flag = node.as_boolean()) {
            source.values.emplace_back(key, flag->get() ? "true" : "false");
        } else if (node.is_number()) {
            std::ostringstream number;
            if (const auto* whole = node.as_integer()) {
                number << whole->get();
            } else {
                number << node.as_floating_point()->get();
            }
            source.values.emplace_back(key, number.str());
        } else {
            return fail(Errc::invalid_argument,
                        fmt::format("{}:{}: {}: expected a text, a number or true/false",
                                    source.name, node.source().begin.line, key));
        }
    }
    return {};
}

}  // namespace

Result<Source> read_config_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) return fail(Errc::io, fmt::format("{}: cannot be read", path));
    std::stringstream text;
    text << file.rdbuf();
    Source source{path, {}};
    try {
        if (auto done = flatten(toml::parse(text.str()), "", source); !done) {
            return std::unexpected(done.error());
        }
    } catch (const toml::parse_error& error) {
        return fail(Errc::invalid_argument,
                    fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
    }
    return source;
}

}  // namespace wingspread::app
