#include "store/record_codec.hpp"

#include "store/intent_fields.hpp"

#include <fmt/format.h>

#include <optional>
#include <tuple>
#include <utility>

namespace wingspread::store {

namespace {

/// The form in which a record is described: itself, but for the intent.
template <class Record>
struct Described {
    using Form = Record;
    static Form open(Record record) { return record; }
    static Result<Record> close(Form form) { return form; }
};

template <>
struct Described<trade::IntentRecorded> {
    using Form = IntentFields;
    using EarlierForms = std::tuple<FirstIntentFields, SecondIntentFields, ThirdIntentFields>;

    static Form open(const trade::IntentRecorded& record) { return to_fields(record.intent); }
    static Result<trade::IntentRecorded> close(auto form) {
        auto intent = to_intent(std::move(form));
        if (!intent) return std::unexpected(std::move(intent.error()));
        return trade::IntentRecorded{std::move(*intent)};
    }
};

template <>
struct Described<trade::RollPlanned> {
    using Form = RollFields;
    static Form open(const trade::RollPlanned& record) { return to_fields(record); }
    static Result<trade::RollPlanned> close(Form form) { return to_roll(std::move(form)); }
};

template <class Record>
using FieldsOf = Fields<typename Described<Record>::Form>;

trade::IntentId intent_of(const trade::JournalRecord& record) {
    return std::visit(
        []<class T>(const T& known) {
            if constexpr (std::is_same_v<T, trade::IntentRecorded>) {
                return known.intent.id();
            } else if constexpr (requires { known.intent; }) {
                return known.intent;
            } else if constexpr (requires { known.order.order_ref; }) {
                return trade::IntentId::from_order_ref(known.order.order_ref)
                    .value_or(trade::IntentId{});
            } else if constexpr (requires { known.execution; }) {
                return trade::IntentId::from_order_ref(known.execution.order.order_ref)
                    .value_or(trade::IntentId{});
            } else {
                return trade::IntentId{};
            }
        },
        record);
}

/// An order id and the client that it belongs to: order ids are unique only within one client.
struct OrderKey {
    OrderId order_id;
    ClientId client_id;
};

std::optional<OrderKey> order_key_of(const trade::JournalRecord& record) {
    return std::visit(
        []<class T>(const T& known) -> std::optional<OrderKey> {
            if constexpr (requires { known.order_id; }) {
                return OrderKey{known.order_id, known.client_id};
            } else if constexpr (requires { known.order.order_id; }) {
                return OrderKey{known.order.order_id, known.order.client_id};
            } else if constexpr (requires { known.execution; }) {
                const auto& order = known.execution.order;
                return OrderKey{order.order_id, order.client_id};
            } else {
                return std::nullopt;
            }
        },
        record);
}

template <class Record, class Form>
Result<trade::JournalRecord> read_form(const EncodedRecord& encoded) {
    FieldReader reader(encoded.payload);
    Form form;
    Fields<Form>::describe(reader, form);
    if (auto finished = reader.finish(); !finished) {
        return with_context(std::move(finished.error()), encoded.kind);
    }
    auto record = Described<Record>::close(std::move(form));
    if (!record) return with_context(std::move(record.error()), encoded.kind);
    return trade::JournalRecord(std::move(*record));
}

/// Empty when it is of no earlier version.
template <class Record, class... Forms>
std::optional<Result<trade::JournalRecord>> read_earlier(const EncodedRecord& encoded,
                                                         std::type_identity<std::tuple<Forms...>>) {
    std::optional<Result<trade::JournalRecord>> record;
    const auto try_one = [&]<class Form>(std::type_identity<Form>) {
        if (encoded.version != Fields<Form>::version) return false;
        record = read_form<Record, Form>(encoded);
        return true;
    };
    static_cast<void>((try_one(std::type_identity<Forms>{}) || ...));
    return record;
}

/// Also what an earlier version of this program has written.
template <class Record>
Result<trade::JournalRecord> read(const EncodedRecord& encoded) {
    using Now = typename Described<Record>::Form;
    if (encoded.version == Fields<Now>::version) return read_form<Record, Now>(encoded);
    if constexpr (requires { typename Described<Record>::EarlierForms; }) {
        using Forms = typename Described<Record>::EarlierForms;
        if (auto record = read_earlier<Record>(encoded, std::type_identity<Forms>{})) {
            return std::move(*record);
        }
    }
    return fail(Errc::io, fmt::format("{}: version {} is not known, this program writes {}",
                                      encoded.kind, encoded.version, Fields<Now>::version));
}

template <class... Records>
Result<trade::JournalRecord> read_as_one_of(const EncodedRecord& encoded,
                                            std::type_identity<std::variant<Records...>>) {
    Result<trade::JournalRecord> record =
        fail(Errc::io,
             fmt::format("\"{}\" is not a kind of record that this program knows", encoded.kind));
    const auto try_one = [&]<class Record>(std::type_identity<Record>) {
        if (encoded.kind != FieldsOf<Record>::kind) return false;
        record = read<Record>(encoded);
        return true;
    };
    static_cast<void>((try_one(std::type_identity<Records>{}) || ...));
    return record;
}

}  // namespace

EncodedRecord encode(const trade::JournalRecord& record) {
    EncodedRecord encoded;
    std::visit(
        [&]<class Record>(const Record& known) {
            FieldWriter writer;
            const auto& form = Described<Record>::open(known);
            FieldsOf<Record>::describe(writer, form);
            encoded.kind = FieldsOf<Record>::kind;
            encoded.version = FieldsOf<Record>::version;
            encoded.payload = writer.text();
        },
        record);
    const auto intent = intent_of(record);
    if (!intent.is_nil()) encoded.intent_id = intent.to_string();
    if (const auto key = order_key_of(record)) {
        encoded.order_id = key->order_id.value();
        encoded.client_id = key->client_id.value();
    }
    return encoded;
}

Result<trade::JournalRecord> decode(const EncodedRecord& encoded) {
    return read_as_one_of(encoded, std::type_identity<trade::JournalRecord>{});
}

}  // namespace wingspread::store
