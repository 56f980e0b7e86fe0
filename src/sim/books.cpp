#include "sim/books.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace wingspread::sim {
namespace {

constexpr std::string_view header = "wingspread-books 1";

constexpr std::array<std::pair<BookedStatus, std::string_view>, 7> status_names{{
    {BookedStatus::untransmitted, "Untransmitted"},
    {BookedStatus::pre_submitted, "PreSubmitted"},
    {BookedStatus::submitted, "Submitted"},
    {BookedStatus::pending_cancel, "PendingCancel"},
    {BookedStatus::filled, "Filled"},
    {BookedStatus::cancelled, "Cancelled"},
    {BookedStatus::inactive, "Inactive"},
}};

/// Fields stand between tabs, so that these bytes are written as two.
constexpr std::array<std::pair<char, char>, 4> escapes{
    {{'\\', '\\'}, {'\t', 't'}, {'\n', 'n'}, {'\0', '0'}}};

class Writer {
  public:
    void begin(std::string_view record) { text += record; }
    void end() { text += '\n'; }

    void field(const std::string& value) {
        text += '\t';
        for (const char c : value) {
            char code = 0;
            for (const auto& [raw, escaped] : escapes)
                if (c == raw) code = escaped;
            if (code != 0) text += '\\';
            text += code != 0 ? code : c;
        }
    }
    template <std::integral T>
    void field(const T& value) {
        text += fmt::format("\t{}", static_cast<std::int64_t>(value));
    }
    void field(const double& value) { text += fmt::format("\t{}", value); }
    template <class Tag>
    void field(const Decimal<Tag>& value) {
        field(value.raw());
    }
    template <class Tag, class Rep>
    void field(const Id<Tag, Rep>& value) {
        field(value.value());
    }
    template <class Clock>
    void field(const std::chrono::time_point<Clock, Duration>& value) {
        field(value.time_since_epoch().count());
    }
    void field(const BookedStatus& value) { field(std::to_underlying(value)); }
    template <class T>
    void field(const std::optional<T>& value) {
        field(value.has_value());
        field(value.value_or(T{}));
    }
    void field(const std::vector<BookedLeg>& legs) {
        field(legs.size());
        for (const BookedLeg& leg : legs) {
            field(leg.conid);
            field(leg.ratio);
            field(leg.buy);
        }
    }

    std::string text;
};

/// Reads the fields of one line in order; after the first failure it stays failed.
class Reader {
  public:
    explicit Reader(std::string_view line) : rest_(line) { next(); }

    [[nodiscard]] std::string_view record() const { return record_; }
    [[nodiscard]] bool complete() const { return good_ && !more_; }

    void field(std::string& value) {
        const std::string_view raw = take();
        value.clear();
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '\\') {
                value += raw[i];
                continue;
            }
            bool known = false;
            for (const auto& [byte, escaped] : escapes)
                if (i + 1 < raw.size() && raw[i + 1] == escaped) {
                    value += byte;
                    known = true;
                }
            good_ = good_ && known;
            ++i;
        }
    }
    template <class T>
        requires std::integral<T> || std::floating_point<T>
    void field(T& value) {
        const std::string_view raw = take();
        const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
        good_ = good_ && error == std::errc{} && end == raw.data() + raw.size();
    }
    void field(bool& value) {
        int number = 0;
        field(number);
        good_ = good_ && (number == 0 || number == 1);
        value = number == 1;
    }
    template <class Tag>
    void field(Decimal<Tag>& value) {
        std::int64_t raw = 0;
        field(raw);
        value = Decimal<Tag>::from_raw(raw);
    }
    template <class Tag, class Rep>
    void field(Id<Tag, Rep>& value) {
        Rep raw{};
        field(raw);
        value = Id<Tag, Rep>{raw};
    }
    template <class Clock>
    void field(std::chrono::time_point<Clock, Duration>& value) {
        Duration::rep raw = 0;
        field(raw);
        value = std::chrono::time_point<Clock, Duration>{Duration{raw}};
    }
    void field(BookedStatus& value) {
        std::uint8_t raw = 0;
        field(raw);
        good_ = good_ && raw < status_names.size();
        if (good_) value = static_cast<BookedStatus>(raw);
    }
    template <class T>
    void field(std::optional<T>& value) {
        bool present = false;
        T content{};
        field(present);
        field(content);
        value = present ? std::optional{content} : std::nullopt;
    }
    void field(std::vector<BookedLeg>& legs) {
        std::size_t count = 0;
        field(count);
        good_ = good_ && count <= 64;
        for (std::size_t i = 0; good_ && i < count; ++i) {
            BookedLeg& leg = legs.emplace_back();
            field(leg.conid);
            field(leg.ratio);
            field(leg.buy);
        }
    }

  private:
    void next() {
        const std::size_t tab = rest_.find('\t');
        record_ = rest_.substr(0, tab);
        more_ = tab != std::string_view::npos;
        rest_ = more_ ? rest_.substr(tab + 1) : std::string_view{};
    }
    std::string_view take() {
        if (!more_) good_ = false;
        const std::size_t tab = rest_.find('\t');
        const std::string_view field = rest_.substr(0, tab);
        more_ = tab != std::string_view::npos;
        rest_ = more_ ? rest_.substr(tab + 1) : std::string_view{};
        return field;
    }

    std::string_view rest_;
    std::string_view record_;
    bool more_ = false;
    bool good_ = true;
};

/// One list of fields for each record serves writing and reading.
template <class Io, class... Fields>
void fields(Io& io, Fields&... all) {
    (io.field(all), ...);
}
template <class Io, class Order>
void describe_order(Io& io, Order& o) {
    fields(io, o.perm_id, o.client, o.order_id, o.conid, o.legs, o.symbol, o.buy, o.quantity,
           o.order_type, o.limit, o.stop, o.time_in_force, o.order_ref, o.status, o.filled,
           o.average_price, o.last_price, o.commission_usd, o.commission_accrued_usd, o.edge,
           o.triggered, o.placed_at, o.ended_at, o.ended_because, o.placed_frame);
}
template <class Io, class Execution>
void describe_execution(Io& io, Execution& e) {
    fields(io, e.exec_id, e.perm_id, e.client, e.order_id, e.conid, e.symbol, e.buy, e.shares,
           e.price, e.cumulative, e.average_price, e.order_ref, e.utc, e.market, e.commission_usd,
           e.realized_pnl_usd);
}
template <class Io, class Position>
void describe_position(Io& io, Position& p) {
    fields(io, p.symbol, p.local_symbol, p.quantity, p.cost_usd, p.realized_pnl_usd);
}
template <class Io, class B>
void describe_account(Io& io, B& b) {
    fields(io, b.cash_usd, b.next_perm_id, b.next_execution, b.opened);
}

/// Reads one line into the books; false when it is no valid record.
bool read_record(std::string_view line, Books& books) {
    Reader reader(line);
    if (reader.record() == "order") {
        describe_order(reader, books.orders.emplace_back());
    } else if (reader.record() == "execution") {
        describe_execution(reader, books.executions.emplace_back());
    } else if (reader.record() == "position") {
        ConId conid{};
        reader.field(conid);
        describe_position(reader, books.positions[conid]);
    } else if (reader.record() == "client") {
        ClientId client{};
        reader.field(client);
        reader.field(books.next_order_ids[client]);
    } else if (reader.record() == "account") {
        describe_account(reader, books);
    } else {
        return false;
    }
    return reader.complete();
}

}  // namespace

std::string_view to_string(BookedStatus status) {
    for (const auto& [value, name] : status_names)
        if (value == status) return name;
    return "Unknown";
}

std::string save(const Books& books) {
    Writer writer;
    writer.text = fmt::format("{}\n", header);
    const auto record = [&](std::string_view name, const auto&... describe) {
        writer.begin(name);
        (describe(), ...);
        writer.end();
    };
    record("account", [&] { describe_account(writer, books); });
    for (const auto& [client, next] : books.next_order_ids)
        record("client", [&] { fields(writer, client, next); });
    for (const auto& [conid, position] : books.positions)
        record(
            "position", [&] { writer.field(conid); }, [&] { describe_position(writer, position); });
    for (const BookedOrder& order : books.orders)
        record("order", [&] { describe_order(writer, order); });
    for (const BookedExecution& execution : books.executions)
        record("execution", [&] { describe_execution(writer, execution); });
    writer.text += "end\n";
    return std::move(writer.text);
}

Result<Books> load(std::string_view text) {
    Books books;
    bool ended = false;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t newline = text.find('\n');
        const std::string_view line = text.substr(0, newline);
        text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
        if (number == 1) {
            if (line != header) return bad_field("first line", line.substr(0, 40), header);
        } else if (line == "end") {
            ended = true;
            break;
        } else if (!read_record(line, books)) {
            return bad_field(fmt::format("line {}", number), line.substr(0, 60),
                             "a record of the gateway's books");
        }
    }
    if (!ended)
        return fail(Errc::invalid_argument, "the gateway's books are cut off before \"end\"");
    return books;
}

}  // namespace wingspread::sim
