#pragma once

#include "core/time.hpp"
#include "server/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace wingspread::server {

/// One method on one path template, as "/api/v1/accounts/{account}/orders/{id}".
struct Route {
    Method method = Method::get;
    std::string path_template;
    std::string summary;                          ///< what it does, for the list of routes
    Duration deadline = std::chrono::seconds(5);  ///< after which the client is told 504
    Handler handler;
};

/// Finds the route of a request. Segments in braces match any one non-empty segment; a literal
/// segment wins over a template's.
class Router {
  public:
    /// A template that stands twice, or is malformed, is a broken invariant of ours.
    void add(Route route);

    struct Match {
        const Route* route = nullptr;  ///< null: `refusal` says why (404, or 405 with Allow)
        Fields path_fields;
        Response refusal;
    };
    /// HEAD finds the route of GET.
    [[nodiscard]] Match find(Method method, std::string_view path) const;
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

  private:
    std::vector<Route> routes_;
};

}  // namespace wingspread::server
