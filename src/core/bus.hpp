#pragma once

namespace wingspread {

/// Carries messages between the two cores. `Message` is a variant of plain, versioned values, so
/// that a bus can hand them over in process or write them to a wire; nobody who publishes or
/// receives can tell which. Order is kept per publisher.
template <class Message>
class Bus {
  public:
    virtual ~Bus() = default;
    virtual void publish(Message message) = 0;
};

}  // namespace wingspread
