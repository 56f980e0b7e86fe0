#pragma once

#include "tws/answers.hpp"
#include "tws/requests.hpp"

#include <string>
#include <variant>
#include <vector>

namespace wingspread::tws {

/// A message that we do not describe: carried on as it came.
struct UnknownRequest {
    std::int32_t message_id = 0;
    std::vector<std::string> fields;  ///< without the id
    bool operator==(const UnknownRequest&) const = default;
};
struct UnknownAnswer {
    std::int32_t message_id = 0;
    std::vector<std::string> fields;  ///< without the id
    bool operator==(const UnknownAnswer&) const = default;
};

using Request =
    std::variant<UnknownRequest, StartApi, ReqIds, ReqManagedAccounts, ReqCurrentTime,
                 SetServerLogLevel, ReqContractData, ReqMatchingSymbols, ReqSecDefOptParams,
                 ReqMarketRule, ReqMktData, CancelMktData, ReqMarketDataType, PlaceOrder,
                 CancelOrder, ReqGlobalCancel, ReqOpenOrders, ReqAllOpenOrders, ReqAutoOpenOrders,
                 ReqCompletedOrders, ReqExecutions, ReqPositions, CancelPositions,
                 ReqAccountUpdates, ReqAccountSummary, CancelAccountSummary, ReqPnl, CancelPnl,
                 ReqPnlSingle, CancelPnlSingle, ReqHistoricalData, CancelHistoricalData,
                 ReqRealTimeBars, CancelRealTimeBars, ReqHeadTimestamp, CancelHeadTimestamp>;

using Answer =
    std::variant<UnknownAnswer, NextValidId, ManagedAccounts, CurrentTime, ErrorMessage,
                 ContractData, ContractDataEnd, SymbolSamples, SecDefOptParams, SecDefOptParamsEnd,
                 MarketRule, TickPrice, TickSize, TickOptionComputation, TickGeneric, TickString,
                 TickReqParams, TickSnapshotEnd, MarketDataType, OpenOrder, OpenOrderEnd,
                 OrderStatus, OrderBound, CompletedOrder, CompletedOrdersEnd, ExecDetails,
                 ExecDetailsEnd, CommissionReport, Position, PositionEnd, AccountValue,
                 PortfolioValue, AccountUpdateTime, AccountDownloadEnd, AccountSummary,
                 AccountSummaryEnd, Pnl, PnlSingle, HistoricalData, HistoricalDataEnd,
                 HistoricalDataUpdate, RealTimeBar, HeadTimestamp>;

}  // namespace wingspread::tws
