#pragma once

#include <memory>
#include <utility>

namespace wingspread::tws {

/// A value kept on the heap, copied and compared by value (as std::indirect of C++26): keeps the
/// rare large parts out of the message variants, whose size every tick would otherwise pay.
/// A moved-from Indirect may only be assigned to or destroyed.
template <class T>
class Indirect {
  public:
    Indirect() : value_(std::make_unique<T>()) {}
    Indirect(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Indirect(const Indirect& other)
        : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Indirect(Indirect&&) noexcept = default;
    Indirect& operator=(const Indirect& other) {
        if (this != &other) value_ = other.value_ ? std::make_unique<T>(*other.value_) : nullptr;
        return *this;
    }
    Indirect& operator=(Indirect&&) noexcept = default;
    ~Indirect() = default;

    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }

    friend bool operator==(const Indirect& a, const Indirect& b) {
        if (!a.value_ || !b.value_) return a.value_ == b.value_;
        return *a == *b;
    }

  private:
    std::unique_ptr<T> value_;
};

}  // namespace wingspread::tws
