#pragma once

#include "server/json_writer.hpp"

#include <string_view>

/// Fields that several parts of the schema have.
namespace wingspread::server {

/// Ids that are not known are 0 inside and null outside.
template <class IdType>
void id_field(JsonWriter& json, std::string_view name, IdType id) {
    json.key(name);
    if (id.value() == 0) return json.null();
    json.value(id.value());
}

/// Texts, or what is written as such.
template <class Texts>
void texts(JsonWriter& json, std::string_view name, const Texts& items) {
    json.key(name);
    json.begin_array();
    for (const auto& item : items) json.value(item);
    json.end_array();
}

}  // namespace wingspread::server
