#pragma once

#include "store/text_of.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// A record as lines `name=value`: what a record holds is described once, and that description
/// serves the writer and the reader.
namespace wingspread::store {

template <class T>
struct Fields;  // record_fields.hpp

/// Names inside a part or a list are "part.name" and "list.0.name".
class FieldNames {
  public:
    template <class Body>
    void part(std::string_view name, Body&& body) {
        const auto outer = prefix_.size();
        prefix_.append(name).push_back('.');
        body();
        prefix_.resize(outer);
    }

  protected:
    [[nodiscard]] std::string full(std::string_view name) const {
        return prefix_ + std::string(name);
    }

  private:
    std::string prefix_;
};

class FieldWriter : public FieldNames {
  public:
    template <class T>
    void field(std::string_view name, const T& value) {
        put(name, TextOf<T>::put(value));
    }
    /// Absent values leave no line.
    template <class T>
    void field(std::string_view name, const std::optional<T>& value) {
        if (value) field(name, *value);
    }
    template <class T, class Body>
    void list(std::string_view name, const std::vector<T>& items, Body&& body) {
        field(name, items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            part(std::string(name) + "." + std::to_string(i), [&] { body(items[i]); });
        }
    }
    /// A variant: the name of what it holds, then that.
    template <class... Ts>
    void alternative(std::string_view name, const std::variant<Ts...>& value) {
        std::visit(
            [&]<class T>(const T& held) {
                put(name, Fields<T>::kind);
                Fields<T>::describe(*this, held);
            },
            value);
    }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    void put(std::string_view name, std::string_view value);

    std::string text_;
};

/// Every line must be asked for exactly once; the first fault is kept.
class FieldReader : public FieldNames {
  public:
    explicit FieldReader(std::string_view text);

    template <class T>
    void field(std::string_view name, T& value) {
        if (const auto text = take(name)) assign(name, *text, value);
    }
    template <class T>
    void field(std::string_view name, std::optional<T>& value) {
        value.reset();
        if (!has(name)) return;
        field(name, value.emplace());
    }
    template <class T, class Body>
    void list(std::string_view name, std::vector<T>& items, Body&& body) {
        std::size_t count = 0;
        field(name, count);
        items.clear();
        for (std::size_t i = 0; i < count && !error_; ++i) {
            items.emplace_back();
            part(std::string(name) + "." + std::to_string(i), [&] { body(items.back()); });
        }
    }
    template <class... Ts>
    void alternative(std::string_view name, std::variant<Ts...>& value) {
        std::string kind;
        field(name, kind);
        const bool known = (read_if<Ts>(kind, value) || ...);
        if (!known) fail_with({Errc::io, full(name) + ": no such kind: " + kind});
    }
    void fail_with(Error error);
    /// Also when a line was left over: nobody knows what it was meant to say.
    [[nodiscard]] Result<void> finish() const;

  private:
    template <class T, class Variant>
    bool read_if(std::string_view kind, Variant& value) {
        if (kind != Fields<T>::kind) return false;
        Fields<T>::describe(*this, value.template emplace<T>());
        return true;
    }
    template <class T>
    void assign(std::string_view name, std::string_view text, T& value) {
        auto read = TextOf<T>::get(text);
        if (read) {
            value = std::move(*read);
        } else {
            fail_with({read.error().code, full(name) + ": " + read.error().message});
        }
    }
    [[nodiscard]] bool has(std::string_view name) const { return lines_.contains(full(name)); }
    std::optional<std::string> take(std::string_view name);

    std::map<std::string, std::string> lines_;
    std::optional<Error> error_;
};

}  // namespace wingspread::store
