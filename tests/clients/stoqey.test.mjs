// @stoqey/ib, a TWS client written elsewhere, trades a spread on the simulated gateway.
// Each test leans on what the ones before it learned: one session, as a trader would have it.
import {EventName, IBApiTickType as TickType, OptionType, OrderAction, OrderType, SecType, TimeInForce}
    from '@stoqey/ib';
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {startGateway} from './gateway.mjs';
import {Session} from './session.mjs';

const CLIENT_ID = 7;
const STOCK = {symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD'};

let gateway;
let session;
let account;
let stock;   // contract details of the underlying
let legs;    // {sold, bought}: contracts of a bull put spread
let quotes;  // {sold, bought}: {bid, ask, iv, delta}
let fill;    // what the combo order left behind

before(async () => {
  gateway = await startGateway('--synthetic', '--seed', '7');
  session = new Session(gateway.port);
});

after(async () => {
  session?.disconnect();
  if (gateway) assert.equal(await gateway.stop(), 0, 'the gateway ends in good order');
});

const spread = () => ({
  symbol: STOCK.symbol, secType: SecType.BAG, exchange: 'SMART', currency: 'USD',
  comboLegs: [
    {conId: legs.bought.conId, ratio: 1, action: OrderAction.BUY, exchange: 'SMART'},
    {conId: legs.sold.conId, ratio: 1, action: OrderAction.SELL, exchange: 'SMART'},
  ],
});

const limit_order = (price, more = {}) => ({
  action: OrderAction.BUY, totalQuantity: 1, orderType: OrderType.LMT, lmtPrice: price,
  tif: TimeInForce.DAY, account, transmit: true, ...more,
});

/** Net price per share of the spread when both legs trade at the far side: negative, a credit. */
const natural = () => round(quotes.bought.ask - quotes.sold.bid);
const round = value => Math.round(value * 100) / 100;

test('connect: ready means an order id and a paper account', async () => {
  const {order_id, accounts} = await session.connect(CLIENT_ID);
  assert.ok(order_id >= 1);
  assert.equal(accounts.length, 1);
  assert.match(accounts[0], /^DU/);
  account = accounts[0];
  assert.ok(session.api.serverVersion >= 157);
  for (const code of [2104, 2106, 2158]) await session.expect(EventName.info, (_, c) => c === code);
});

test('the clock of the gateway answers', async () => {
  session.api.reqCurrentTime();
  const [seconds] = await session.expect(EventName.currentTime);
  assert.ok(seconds > 1_000_000_000);
});

test('contract details of the underlying', async () => {
  const id = session.request_id();
  session.api.reqContractDetails(id, STOCK);
  const rows = await session.collect(EventName.contractDetails, EventName.contractDetailsEnd, id);
  assert.equal(rows.length, 1);
  stock = rows[0][1];
  assert.ok(stock.contract.conId > 0);
  assert.equal(stock.contract.symbol, 'SPY');
  assert.equal(stock.contract.secType, SecType.STK);
  assert.equal(stock.minTick, 0.01);
  assert.ok(stock.validExchanges.split(',').includes('SMART'));
  assert.equal(stock.validExchanges.split(',').length, stock.marketRuleIds.split(',').length);
  assert.match(stock.timeZoneId, /Eastern|New_York/);
});

test('an error: a symbol that does not exist', async () => {
  const id = session.request_id();
  session.api.reqContractDetails(id, {...STOCK, symbol: 'NOSUCHSYMBOL'});
  assert.match((await session.expect_error(id, 200)).message, /security definition/i);
});

test('option chain: parameters, then the contracts of one expiration', async () => {
  let id = session.request_id();
  session.api.reqSecDefOptParams(id, 'SPY', '', SecType.STK, stock.contract.conId);
  const rows = await session.collect(EventName.securityDefinitionOptionParameter,
                                     EventName.securityDefinitionOptionParameterEnd, id);
  const smart = rows.find(row => row[1] === 'SMART');
  assert.ok(smart, 'a row for SMART');
  const [, , under_id, trading_class, multiplier, expirations, strikes] = smart;
  assert.equal(under_id, stock.contract.conId);
  assert.equal(Number(multiplier), 100);
  assert.ok(expirations.length >= 4 && strikes.length >= 20);
  expirations.forEach(expiration => assert.match(expiration, /^\d{8}$/));

  const expiration = [...expirations].sort()[2];
  id = session.request_id();
  session.api.reqContractDetails(id, {
    symbol: 'SPY', secType: SecType.OPT, exchange: 'SMART', currency: 'USD',
    tradingClass: trading_class, lastTradeDateOrContractMonth: expiration,
  });
  const found = (await session.collect(EventName.contractDetails, EventName.contractDetailsEnd, id))
                    .map(row => row[1]);
  assert.ok(found.length >= 20, `${found.length} contracts`);
  for (const {contract, underConId} of found) {
    assert.equal(contract.lastTradeDateOrContractMonth, expiration);
    assert.equal(contract.multiplier, 100);
    assert.equal(underConId, stock.contract.conId);
    assert.ok(strikes.includes(contract.strike), `strike ${contract.strike} is in the parameters`);
  }
  assert.equal(new Set(found.map(row => row.contract.conId)).size, found.length);
  legs = {puts: found.map(row => row.contract).filter(row => row.right === OptionType.Put)
                     .sort((a, b) => a.strike - b.strike)};
  assert.ok(legs.puts.length >= 10);
});

test('an error: an option that is not listed', async () => {
  const id = session.request_id();
  session.api.reqContractDetails(id, {...legs.puts[0], conId: 0, localSymbol: '', strike: 1.2345});
  await session.expect_error(id, 200);
});

async function quote_of(contract) {
  const id = session.request_id();
  const of_this = field => (of, type) => of === id && type === field;
  const positive = field => (of, type, value) => of_this(field)(of, type) && value > 0;
  session.api.reqMktData(id, contract, '', false, false);
  const [, , bid] = await session.expect(EventName.tickPrice, positive(TickType.BID));
  const [, , ask] = await session.expect(EventName.tickPrice, positive(TickType.ASK));
  await session.expect(EventName.tickSize, positive(TickType.ASK_SIZE));
  await session.expect(EventName.tickReqParams, of => of === id);
  const quote = {bid, ask};
  if (contract.secType === SecType.OPT) {
    const [, , , iv, delta, , , gamma, vega, theta, underlying] = await session.expect(
        EventName.tickOptionComputation, (of, type, _, iv) =>
            of_this(TickType.MODEL_OPTION)(of, type) && iv > 0);
    Object.assign(quote, {iv, delta, gamma, vega, theta, underlying});
  }
  session.api.cancelMktData(id);
  return quote;
}

test('market data with Greeks', async () => {
  const spot = await quote_of({...STOCK, conId: stock.contract.conId});
  assert.ok(spot.bid <= spot.ask);
  const below = legs.puts.filter(put => put.strike < spot.bid);
  legs.sold = below.at(-1);
  legs.bought = below.at(-3);
  quotes = {sold: await quote_of(legs.sold), bought: await quote_of(legs.bought)};
  for (const quote of [quotes.sold, quotes.bought]) {
    assert.ok(quote.bid <= quote.ask);
    assert.ok(quote.iv > 0.01 && quote.iv < 3, `implied volatility ${quote.iv}`);
    assert.ok(quote.delta < 0 && quote.delta > -1, `delta of a put ${quote.delta}`);
    assert.ok(quote.gamma > 0 && quote.vega > 0 && quote.theta < 0);
    assert.ok(Math.abs(quote.underlying / spot.bid - 1) < 0.05);
  }
  assert.ok(quotes.sold.delta < quotes.bought.delta, 'the higher put has the larger delta');
  assert.ok(natural() < 0, 'a bull put spread pays a credit');
});

test('what-if: margin and commission, and no order', async () => {
  const id = session.next_order_id();
  session.api.placeOrder(id, spread(), limit_order(natural(), {whatIf: true}));
  const [, , , state] = await session.expect(
      EventName.openOrder, (of, _, __, state) => of === id && state.initMarginChange !== undefined);
  const width = legs.sold.strike - legs.bought.strike;
  assert.ok(state.initMarginChange > 0, JSON.stringify(state));
  assert.ok(state.initMarginChange <= width * 100 + 1, 'no more than the width');
  assert.ok(Math.abs(state.initMarginAfter - state.initMarginBefore - state.initMarginChange) < 1);
  const commission = state.commission ?? state.maxCommission;
  assert.ok(commission > 0 && commission < 10, `commission ${commission}`);
  assert.equal(state.commissionCurrency, 'USD');
  assert.deepEqual(session.seen(EventName.orderStatus, of => of === id), []);
});

test('a combo order to its fill, with executions and commissions', async () => {
  const id = session.next_order_id();
  const since = session.mark();
  const price = round(natural() + 0.02);  // gives a little more than the far side asks
  session.api.placeOrder(id, spread(), limit_order(price, {orderRef: 'client-test'}));
  const [, contract, order] = await session.expect(EventName.openOrder, of => of === id, {since});
  assert.equal(contract.secType, SecType.BAG);
  assert.equal(contract.comboLegs.length, 2);
  assert.equal(order.lmtPrice, price);
  assert.equal(order.orderRef, 'client-test');
  assert.ok(order.permId > 0);
  const [, , filled, remaining, average] = await session.expect(
      EventName.orderStatus, (of, status) => of === id && status === 'Filled', {since});
  assert.equal(filled, 1);
  assert.equal(remaining, 0);
  assert.ok(average <= price, `bought at ${average}, limit ${price}`);

  const of_kind = kind => (_, contract, execution) =>
      execution.orderId === id && contract.secType === kind;
  await session.expect(EventName.execDetails, of_kind(SecType.BAG), {since});
  for (const leg of [legs.bought, legs.sold]) {
    await session.expect(EventName.execDetails, (of, contract, execution) =>
        of_kind(SecType.OPT)(of, contract, execution) && contract.conId === leg.conId, {since});
  }
  const combo = session.seen(EventName.execDetails, of_kind(SecType.BAG), since).map(row => row[2]);
  const rows = session.seen(EventName.execDetails, of_kind(SecType.OPT), since);
  assert.equal(sum(combo.map(row => row.shares)), 1);
  const cash = sum(rows.map(([, , row]) => (row.side === 'BOT' ? 1 : -1) * row.price * row.shares));
  assert.ok(Math.abs(cash - average) < 0.005, `legs cost ${cash}, the combo ${average}`);
  for (const [, leg, row] of rows) {
    assert.equal(row.side, leg.conId === legs.bought.conId ? 'BOT' : 'SLD');
    assert.equal(row.permId, order.permId);
    assert.equal(row.acctNumber, account);
    const [report] = await session.expect(
        EventName.commissionReport, report => report.execId === row.execId, {since});
    assert.ok(report.commission > 0 && report.commission < 10);
    assert.equal(report.currency, 'USD');
  }
  fill = {id, perm_id: order.permId, exec_ids: rows.map(row => row[2].execId)};
});

const sum = values => values.reduce((total, value) => total + value, 0);

test('positions: the two legs, no combo', async () => {
  const since = session.mark();
  session.api.reqPositions();
  await session.expect(EventName.positionEnd, () => true, {since});
  const held = session.seen(EventName.position, () => true, since)
                   .filter(row => row[2] !== 0)
                   .map(([of, contract, size, cost]) => ({of, contract, size, cost}));
  assert.equal(held.length, 2);
  const size_of = leg => held.find(row => row.contract.conId === leg.conId)?.size;
  assert.equal(size_of(legs.bought), 1);
  assert.equal(size_of(legs.sold), -1);
  for (const row of held) {
    assert.equal(row.of, account);
    assert.ok(row.cost > 0, 'average cost includes the multiplier');
    assert.equal(row.contract.multiplier, 100);
  }
  session.api.cancelPositions();
});

test('executions of the day, asked for again', async () => {
  const since = session.mark();
  const id = session.request_id();
  session.api.reqExecutions(id, {});
  const rows = await session.collect(EventName.execDetails, EventName.execDetailsEnd, id, since);
  const ids = rows.map(row => row[2].execId);
  for (const exec_id of fill.exec_ids) assert.ok(ids.includes(exec_id), exec_id);
  for (const exec_id of fill.exec_ids) {
    await session.expect(EventName.commissionReport, report => report.execId === exec_id, {since});
  }
  const other = session.request_id();
  session.api.reqExecutions(other, {symbol: 'QQQ'});
  assert.deepEqual(
      await session.collect(EventName.execDetails, EventName.execDetailsEnd, other), []);
});

test('an order that rests, is changed, is listed, and is cancelled', async () => {
  const id = session.next_order_id();
  const since = session.mark();
  const far = round(natural() - 1);  // asks for a dollar more than anyone gives
  session.api.placeOrder(id, spread(), limit_order(far));
  await session.expect(  // before that a change is refused with 2102
      EventName.orderStatus, (of, status) => of === id && status === 'Submitted', {since});
  session.api.placeOrder(id, spread(), limit_order(round(far - 0.05)));
  await session.expect(EventName.openOrder, (of, _, order) =>
      of === id && order.lmtPrice === round(far - 0.05), {since});
  session.api.reqAllOpenOrders();
  await session.expect(EventName.openOrderEnd, () => true, {since});
  assert.ok(session.seen(EventName.openOrder, of => of === id, since).length > 0);
  session.api.cancelOrder(id, '');
  await session.expect(
      EventName.orderStatus, (of, status) => of === id && status === 'Cancelled', {since});
  await session.expect_error(id, 202);

  const after_cancel = session.mark();
  session.api.reqAllOpenOrders();
  await session.expect(EventName.openOrderEnd, () => true, {since: after_cancel});
  assert.deepEqual(session.seen(EventName.openOrder, of => of === id, after_cancel), []);
});

test('an error: a credit larger than the width', async () => {
  const id = session.next_order_id();
  const width = legs.sold.strike - legs.bought.strike;
  session.api.placeOrder(id, spread(), limit_order(-width - 1));
  assert.match((await session.expect_error(id, 201)).message, /riskless/i);
});

test('an error: a price between two ticks', async () => {
  const id = session.next_order_id();
  session.api.placeOrder(id, legs.bought, limit_order(0.0123));
  await session.expect_error(id, 110);
});

test('an error: what cannot be cancelled', async () => {
  const nobody = session.next_order_id() + 500;
  session.api.cancelOrder(nobody, '');
  await session.expect_error(nobody, 10147);
  session.api.cancelOrder(fill.id, '');
  await session.expect_error(fill.id, 161, 10147, 10148);
});

test('an error: an order id that was used', async () => {
  session.api.placeOrder(fill.id, legs.bought, limit_order(0.01));
  await session.expect_error(fill.id, 103, 104, 105);
});

test('completed orders hold the fill', async () => {
  session.api.reqCompletedOrders(false);
  await session.expect(EventName.completedOrdersEnd);
  const ended = session.seen(EventName.completedOrder).map(([, order, state]) => ({order, state}));
  const found = ended.find(row => row.order.permId === fill.perm_id);
  assert.ok(found, `permId ${fill.perm_id}`);
  assert.equal(found.state.status, 'Filled');
});

test('account values arrive and end', async () => {
  const id = session.request_id();
  session.api.reqAccountSummary(id, 'All', 'NetLiquidation,AvailableFunds,MaintMarginReq');
  const rows = await session.collect(EventName.accountSummary, EventName.accountSummaryEnd, id);
  const values = Object.fromEntries(rows.map(([, , tag, value]) => [tag, Number(value)]));
  assert.ok(values.NetLiquidation > 0 && values.AvailableFunds > 0);
  assert.ok(values.MaintMarginReq > 0, 'the spread is margined');
  session.api.cancelAccountSummary(id);
});

test('a second client: its own id works, a used one is refused', async () => {
  const other = new Session(gateway.port);
  const twin = new Session(gateway.port);
  try {
    const {accounts} = await other.connect(CLIENT_ID + 1);
    assert.deepEqual(accounts, [account]);
    twin.api.connect(CLIENT_ID);
    await twin.expect(EventName.disconnected);
    const codes = [...twin.seen(EventName.error), ...twin.seen(EventName.info)].map(row => row[1]);
    assert.ok(codes.includes(326), `codes ${codes}`);
  } finally {
    other.disconnect();
    twin.disconnect();
  }
});

test('the client understood every byte', () => {
  assert.deepEqual(session.complaints(), []);
});
