#include "server/page_parts.hpp"

namespace wingspread::server {

const std::string_view page_js = R"js("use strict";

const byId = (id) => document.getElementById(id);
const structures = { bull_call: "Bull call", bear_put: "Bear put", bull_put: "Bull put", bear_call: "Bear call" };
const amount = (text) => text === null ? NaN : Number(text);  // absent: without a bound, sorts last
const percent = new Intl.NumberFormat("en-US", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const fixed = (value) => value === null ? "–" : minus(value.toFixed(2));
const money = (value) => value === null ? "–" : dollars.format(value);
const minus = (text) => text.replace("-", "−");
const net = (text) => minus(text.includes(".") ? text.padEnd(text.indexOf(".") + 3, "0") : text + ".00");
const strikes = (spread) => spread.legs.map((leg) => (leg.side === "buy" ? "+" : "−") + leg.strike + leg.right).join(" ");

// The columns: what a cell shows, what a column sorts by, and what its heading stands for.
const columns = [
  { name: "Structure", text: true, show: (s) => structures[s.structure] ?? s.structure.replaceAll("_", " ") },
  { name: "Expiry", text: true, show: (s) => s.back_expiry ? s.expiry + " / " + s.back_expiry : s.expiry },
  { name: "DTE", by: (s) => s.dte, show: (s) => String(s.dte), help: "Days to expiration" },
  { name: "Legs", text: true, show: strikes, help: "Bought leg with +, sold leg with −" },
  { name: "Natural", by: (s) => Number(s.natural), show: (s) => net(s.natural),
    style: (s) => Number(s.natural) < 0 ? "credit" : "", help: "Net price per share that both legs can be had at now" },
  { name: "Mid", by: (s) => Number(s.mid), show: (s) => net(s.mid), help: "Net price per share between the quotes" },
  { name: "Width", by: (s) => amount(s.width), show: (s) => s.width ?? "–", help: "Distance of the strikes, of the wider wing" },
  { name: "Max profit", by: (s) => amount(s.max_profit_usd), show: (s) => money(s.max_profit_usd) },
  { name: "Max loss", by: (s) => amount(s.max_loss_usd), show: (s) => money(s.max_loss_usd) },
  { name: "Return/risk", by: (s) => s.return_on_risk ?? NaN, show: (s) => s.return_on_risk === null ? "–" : percent.format(s.return_on_risk), help: "Maximum profit per maximum loss" },
  { name: "PoP", by: (s) => s.pop, show: (s) => percent.format(s.pop), help: "Risk-neutral probability of a profit at expiry" },
  { name: "EV", by: (s) => s.ev_usd, show: (s) => minus(money(s.ev_usd)), help: "Expected profit under the same smile",
    style: (s) => s.ev_usd < 0 ? "loss" : "" },
  { name: "Delta", by: (s) => s.delta, show: (s) => fixed(s.delta), help: "Dollars per dollar of the underlying" },
  { name: "Theta", by: (s) => s.theta, show: (s) => fixed(s.theta), help: "Dollars per day" },
  { name: "Vega", by: (s) => s.vega, show: (s) => fixed(s.vega), help: "Dollars per point of volatility" },
];

const view = { rankings: new Map(), symbol: "", structure: "", sort: -1, ascending: false, health: null };

function buildHead() {
  columns.forEach((column, index) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (column.text) cell.className = "text";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = column.name;
    if (column.help) button.title = column.help;
    button.addEventListener("click", () => sortBy(index));
    cell.append(button);
    byId("head").append(cell);
  });
}

// First the better-looking direction, then the other, then the ranking's own order again.
function sortBy(index) {
  if (view.sort !== index) {
    view.sort = index;
    view.ascending = Boolean(columns[index].text);
  } else if (view.ascending === Boolean(columns[index].text)) {
    view.ascending = !view.ascending;
  } else {
    view.sort = -1;
  }
  [...byId("head").children].forEach((cell, at) => {
    if (at === view.sort) cell.setAttribute("aria-sort", view.ascending ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  });
  showRows();
}

function sorted(spreads) {
  if (view.sort < 0) return spreads;
  const column = columns[view.sort];
  const key = column.by ?? column.show;
  const sign = view.ascending ? 1 : -1;
  return [...spreads].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x < y ? -sign : x > y ? sign : 0;
  });
}

const identity = (s) => [s.structure, s.trading_class, s.expiry, strikes(s)].join(" ");

function fillRow(row, spread) {
  row.dataset.id = identity(spread);
  row.tabIndex = -1;
  columns.forEach((column, index) => {
    const cell = row.cells[index] ?? row.insertCell();
    const text = column.show(spread);
    if (cell.textContent !== text) cell.textContent = text;
    cell.className = column.text ? "text" : column.style ? column.style(spread) : "";
  });
}

// Rows are reused, and the focus follows its spread, so that an update does not take it away.
function showRows() {
  const ranking = view.rankings.get(view.symbol);
  const wanted = (ranking?.spreads ?? []).filter((s) => !view.structure || s.structure === view.structure);
  const rows = byId("rows");
  const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  const spreads = sorted(wanted);
  while (rows.rows.length > spreads.length) rows.deleteRow(-1);
  spreads.forEach((spread, index) => fillRow(rows.rows[index] ?? rows.insertRow(), spread));
  const current = focused && [...rows.rows].find((row) => row.dataset.id === focused);
  if (current) current.focus({ preventScroll: true });
  if (rows.rows.length > 0) (current || rows.rows[0]).tabIndex = 0;
  showSummary(ranking, spreads.length);
}

function emptyText(ranking) {
  if (!ranking) {
    if (view.health && !view.health.connected) return `No ranking yet: ${view.health.reason || view.health.state}`;
    return "Waiting for the first ranking…";
  }
  if (ranking.spreads.length > 0) return "No spread of this structure is in the ranking.";
  const reasons = Object.entries(ranking.counts.rejected).filter(([, count]) => count > 0);
  const most = reasons.sort((a, b) => b[1] - a[1]).slice(0, 3).map(([reason, count]) => `${reason} ${count}`);
  return `None of ${ranking.counts.enumerated} spreads passes.` + (most.length ? ` Most fail by: ${most.join(", ")}.` : "");
}

function showSummary(ranking, shown) {
  byId("empty").hidden = shown > 0;
  if (shown === 0) byId("empty").textContent = emptyText(ranking);
  if (!ranking) { byId("summary").textContent = ""; return; }
  const time = new Date(ranking.as_of).toLocaleTimeString();
  const coverage = ranking.coverage.finished ? "" : ` · quotes ${ranking.coverage.quoted} of ${ranking.coverage.total}`;
  byId("summary").textContent =
    `${ranking.symbol} ${ranking.spot ?? "–"} · ${shown} of ${ranking.counts.qualified} that qualify${coverage} · ${time}`;
}

function showSymbols() {
  if (!view.rankings.has(view.symbol)) view.symbol = view.rankings.keys().next().value ?? "";
  const symbols = [...view.rankings.keys()].sort();
  const group = byId("symbols");
  group.hidden = symbols.length === 0;
  if (symbols.join() !== [...group.children].map((b) => b.textContent).join()) {
    group.replaceChildren(...symbols.map((symbol) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = symbol;
      button.addEventListener("click", () => { view.symbol = symbol; showSymbols(); showRows(); });
      return button;
    }));
  }
  for (const button of group.children) button.setAttribute("aria-pressed", String(button.textContent === view.symbol));
}

function showHealth(health) {
  view.health = health;
  const state = byId("state");
  const text = health.connected ? "Connected" : `${health.state}${health.reason ? ": " + health.reason : ""}`;
  if (state.textContent !== text) state.textContent = text;
  state.className = health.status;
  state.title = `${health.gateway} since ${new Date(health.since).toLocaleString()}`;
  byId("account").textContent = health.account ?? "–";
  byId("trading").textContent = health.trading;
  byId("lines").textContent = `${health.subscriptions.active} of ${health.subscriptions.max}`;
  byId("lines-meter").value = health.subscriptions.usage_pct / 100;
  const badge = byId("environment");
  badge.hidden = !health.environment;
  badge.textContent = health.environment;
  badge.className = `badge ${health.environment}`;
  showRows();
}

function notice(text) {
  byId("notice").hidden = !text;
  byId("notice").textContent = text;
  document.body.classList.toggle("stale", Boolean(text));
}

function receive(message) {
  if (message.type === "health") showHealth(message.data);
  if (message.type === "ranking") { view.rankings.set(message.data.symbol, message.data); showSymbols(); showRows(); }
  if (message.type === "ranking_ended") { view.rankings.delete(message.data); showSymbols(); showRows(); }
}

let attempts = 0;
function connect() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.addEventListener("open", () => { attempts = 0; view.rankings.clear(); notice(""); });
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    const wait = Math.min(15, 2 ** attempts++);
    notice(`The connection to Wingspread is lost; what is shown may be old. Trying again in ${wait} s.`);
    byId("state").textContent = "Wingspread does not answer";
    byId("state").className = "down";
    setTimeout(connect, wait * 1000);
  });
}

function moveFocus(event) {
  const row = event.target.closest("tr");
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const rows = byId("rows");
  const next = step ? row?.[step] : { Home: rows.firstElementChild, End: rows.lastElementChild }[event.key];
  if (!row || !next) return;
  event.preventDefault();
  row.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

buildHead();
byId("structure").addEventListener("change", (event) => { view.structure = event.target.value; showRows(); });
byId("rows").addEventListener("keydown", moveFocus);
connect();
)js";

}  // namespace wingspread::server
