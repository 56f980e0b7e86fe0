// The gateway is killed and comes back under a running `wingspread serve`, over real sockets, while
// @stoqey/ib watches as another client of the same gateway.
import {EventName} from '@stoqey/ib';
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {promisify} from 'node:util';

import {startGateway} from './gateway.mjs';
import {Session} from './session.mjs';

const LONGEST_WAIT_MS = 90_000;
const RATE_EXCEEDED = 100;
const SCAN = '/api/v1/scan?symbol=KO&structures=bull_put&min_dte=10&max_dte=40';
// At whatever hour the test runs.
const CONFIG = `
[gateway]
hours = "always"
restart_time = "off"
weekly_login = "off"
reset_windows = "off"
[risk]
max_quantity = 10
max_loss_per_order_usd = 5000
max_open_risk_usd = 20000
max_risk_per_underlying_usd = 20000
max_risk_per_expiry_usd = 20000
max_day_loss_usd = 20000
min_time_to_expiry_seconds = 60
min_days_to_ex_dividend = 1
min_short_time_value_usd = 0.01
max_rejects_in_a_row = 100
max_clock_skew_seconds = 60
max_mid_deviation_pct = 100
max_decision_age_seconds = 30
duplicate_window_seconds = 1
max_orders_per_minute = 10
max_orders_per_day = 100
max_margin_pct = 90
`;

const work = mkdtempSync(join(tmpdir(), 'wingspread-restart-'));
const books = join(work, 'gateway.books');
const log = [];
let gateway_port;
let base;
let gateway;
let serve;
let watcher;
let account;  // where its orders and positions are
let order;

before(async () => {
  gateway_port = await free_port();
  base = `http://127.0.0.1:${await free_port()}`;
  gateway = await start_gateway();
  serve = start_serve();
});

after(async () => {
  watcher?.disconnect();
  serve?.kill('SIGKILL');
  await gateway?.stop();
  rmSync(work, {recursive: true, force: true});
});

const start_gateway = () =>
    startGateway('--port', String(gateway_port), '--seed', '7', '--state', books);

function start_serve() {
  const config = join(work, 'wingspread.toml');
  writeFileSync(config, CONFIG);
  const child = spawn(
      process.env.WINGSPREAD_TEST_BIN,
      ['--config', config, '--gateway', `127.0.0.1:${gateway_port}`,
       '--set', `server.port=${new URL(base).port}`, 'serve', '--symbol', 'KO', '--min-dte', '10',
       '--max-dte', '40', '--structures', 'bull_put'],
      {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, XDG_STATE_HOME: join(work, 'state')}});
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => log.push(String(text)));
  return child;
}

/** A port that nobody uses at this moment. */
function free_port() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const {port} = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function ask(path) {
  const response = await fetch(base + path, {signal: AbortSignal.timeout(LONGEST_WAIT_MS)});
  return {status: response.status, body: await response.json()};
}

/** Asks again until the answer is as wanted; shows the last one when time is over. */
async function until(what, path, holds) {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  for (let last = 'nothing';;) {
    try {
      last = await ask(path);
      if (holds(last)) return last.body;
    } catch (error) {
      last = error.message;
    }
    if (Date.now() > deadline)
      throw new Error(`${what}: not in time; last ${JSON.stringify(last)}\n${log.join('').slice(-4000)}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function metric(name) {
  const text = await (await fetch(`${base}/metrics`, {signal: AbortSignal.timeout(20_000)})).text();
  const line = text.split('\n').find(candidate => candidate.startsWith(name + ' '));
  assert.ok(line, `${name} is exported`);
  return Number(line.slice(name.length + 1));
}

test('serve becomes ready, another client beside it', async () => {
  const health = await until('ready', '/health',
                             ({status, body}) => status === 200 && body.fit_to_trade);
  account = `/api/v1/accounts/${health.account}`;
  watcher = new Session(gateway_port);
  await watcher.connect(9);
});

test('a spread is found and filled, and its positions are known', async () => {
  const {body: ranking} = await ask(SCAN);
  const [best] = ranking.spreads;
  const strike = side => best.legs.find(leg => leg.side === side).strike;
  await promisify(execFile)(
      process.env.WINGSPREAD_TEST_BIN,
      ['--server', new URL(base).host, 'order', 'KO', '--structure', 'bull_put', '--expiry',
       best.expiry, '--long', strike('buy'), '--short', strike('sell'), '--price', 'natural',
       '--deadline', '60'],
      {timeout: LONGEST_WAIT_MS});
  const {orders} = await until('filled', `${account}/orders`,
                               ({body}) => body.orders?.[0]?.state === 'filled');
  order = orders[0];
  await until('positions', `${account}/positions`, ({body}) => body.positions?.length === 2);
});

test('the gateway is killed: /health says so at once', async () => {
  gateway.kill();
  const health = await until('not ready', '/health', ({status}) => status === 503);
  assert.equal(health.connected, false);
  assert.equal(health.fit_to_trade, false);
  assert.notEqual(health.state, 'READY');
  assert.ok(health.reason.length > 0);
  const live = await ask('/health/live');
  assert.equal(live.status, 200, 'a gateway that is away is no reason to kill us');
  const refused = await ask('/health/ready');
  assert.equal(refused.status, 503);
  await watcher.expect(EventName.disconnected);
});

test('it comes back with its books: all is as before, by itself', async () => {
  gateway = await start_gateway();
  await until('ready again', '/health', ({status, body}) => status === 200 && body.fit_to_trade);
  const {positions} = await until('positions', `${account}/positions`,
                                  ({body}) => body.positions?.length === 2);
  assert.deepEqual(positions.map(one => one.quantity).sort(), ['-1', '1']);
  const {orders} = (await ask(`${account}/orders`)).body;
  assert.equal(orders.length, 1, 'nothing was sent a second time');
  assert.equal(orders[0].id, order.id);
  assert.equal(orders[0].state, 'filled');
  assert.equal(orders[0].executions.length, order.executions.length);
  const {status, body: ranking} = await ask(SCAN);
  assert.equal(status, 200);
  assert.ok(ranking.spreads.length > 0, 'quotes come again');
  assert.match(log.join(''), /back after .* attempts? to connect, books compared in .*, subscriptions asked for again/);
});

test('the rate limit was never tripped, by anybody', async () => {
  const again = new Session(gateway_port);
  await again.connect(9);
  again.disconnect();
  for (const session of [watcher, again])
    assert.deepEqual(session.seen(EventName.error, (_, code) => code === RATE_EXCEEDED), []);
  assert.equal(await metric('wingspread_api_errors_total{class="pacing"}'), 0);
  assert.equal(await metric('wingspread_reconnects_total'), 1);
  assert.ok(await metric('wingspread_gap_seconds_total') > 0);
});
