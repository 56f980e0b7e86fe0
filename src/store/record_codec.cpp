#include "store/record_codec.hpp"

#include "store/record_fields.hpp"

#include <fmt/format.h>

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

    static Form open(const trade::IntentRecorded& record) {
        const auto& terms = record.intent.terms();
        const auto& vertical = std::get<options::VerticalSpread>(terms.spread.structure());
        return {.id = record.intent.id(),
                .account = terms.account,
                .client_order_id = terms.client_order_id,
                .structure = vertical.kind(),
                .bought = vertical.bought(),
                .sold = vertical.sold(),
                .action = terms.action,
                .quantity = terms.quantity,
                .limit = terms.limit,
                .in_force = terms.in_force,
                .good_till = terms.good_till,
                .decision = terms.decision};
    }

    static Result<trade::IntentRecorded> close(Form form) {
        auto vertical = options::VerticalSpread::make(form.structure, std::move(form.bought),
                                                      std::move(form.sold));
        if (!vertical) return std::unexpected(std::move(vertical.error()));
        auto intent =
            trade::OrderIntent::make(form.id, {.account = std::move(form.account),
                                               .client_order_id = std::move(form.client_order_id),
                                               .spread = trade::Spread(std::move(*vertical)),
                                               .action = form.action,
                                               .quantity = form.quantity,
                                               .limit = form.limit,
                                               .in_force = form.in_force,
                                               .good_till = form.good_till,
                                               .decision = form.decision});
        if (!intent) return std::unexpected(std::move(intent.error()));
        return trade::IntentRecorded{std::move(*intent)};
    }
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

OrderId order_id_of(const trade::JournalRecord& record) {
    return std::visit(
        []<class T>(const T& known) {
            if constexpr (requires { known.order_id; }) {
                return known.order_id;
            } else if constexpr (requires { known.order.order_id; }) {
                return known.order.order_id;
            } else if constexpr (requires { known.execution; }) {
                return known.execution.order.order_id;
            } else {
                return OrderId{};
            }
        },
        record);
}

template <class Record>
Result<trade::JournalRecord> read(const EncodedRecord& encoded) {
    if (encoded.version != FieldsOf<Record>::version) {
        return fail(Errc::io,
                    fmt::format("{}: version {} is not known, this program writes {}", encoded.kind,
                                encoded.version, FieldsOf<Record>::version));
    }
    FieldReader reader(encoded.payload);
    typename Described<Record>::Form form;
    FieldsOf<Record>::describe(reader, form);
    if (auto finished = reader.finish(); !finished) {
        return with_context(std::move(finished.error()), encoded.kind);
    }
    auto record = Described<Record>::close(std::move(form));
    if (!record) return with_context(std::move(record.error()), encoded.kind);
    return trade::JournalRecord(std::move(*record));
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
    encoded.order_id = order_id_of(record).value();
    return encoded;
}

Result<trade::JournalRecord> decode(const EncodedRecord& encoded) {
    return read_as_one_of(encoded, std::type_identity<trade::JournalRecord>{});
}

}  // namespace wingspread::store
