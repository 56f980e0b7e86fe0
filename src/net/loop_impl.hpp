#pragma once

// Asio's own headers: include this in the sources of net only.

#include "net/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <optional>

namespace wingspread::net {

struct Loop::Impl {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work =
        boost::asio::make_work_guard(context);
    std::optional<boost::asio::signal_set> signals;
    std::optional<boost::asio::signal_set> user_signal;
};

}  // namespace wingspread::net
