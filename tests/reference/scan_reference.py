#!/usr/bin/env python3
"""Scans a recorded chain a second time, in numpy, and compares.

scan_reference.py WINGSPREAD: reads GOOG of 24 December 2015 at noon from the recordings that
WINGSPREAD_TEST_DATA names, enumerates every structure of one expiration (and calendars and diagonals
of two), and holds what `wingspread scan` prints against it: what is listed, in which order, and
every figure. Nothing here follows the program's search; from its output come only the smile's
volatilities, which are checked against the quotes first. Exits with 77 where numpy or the data is
missing.
"""

import datetime
import itertools
import json
import math
import os
import subprocess
import sys
import zipfile

try:
    import numpy as np
except ImportError:
    print("skipped: this python has no numpy")
    sys.exit(77)

DAY = datetime.date(2015, 12, 24)
NOON_MS = 12 * 3_600_000
FRONT, BACK = datetime.date(2016, 1, 8), datetime.date(2016, 1, 15)
REACH = 4  # strikes across a wing
TOP = 60
MULTIPLIER = 100
TICKS = 10_000  # of the files, in a dollar

# Every leg: quantity, right, level of its strike. Levels rise; a back leg is of the later expiration.
VERTICALS = {"bull_call": "+1C1 -1C2", "bear_put": "-1P1 +1P2", "bull_put": "+1P1 -1P2",
             "bear_call": "-1C1 +1C2"}
FEW = {"long_call": "+1C1", "long_put": "+1P1", "short_call": "-1C1", "short_put": "-1P1",
       "long_straddle": "+1P1 +1C1", "short_straddle": "-1P1 -1C1",
       "long_strangle": "+1P1 +1C2", "short_strangle": "-1P1 -1C2",
       "call_ratio_spread": "+1C1 -2C2", "put_ratio_spread": "-2P1 +1P2",
       "call_backspread": "-1C1 +2C2", "put_backspread": "+2P1 -1P2"}
IRON = {"iron_condor": "+1P1 -1P2 -1C3 +1C4", "reverse_iron_condor": "-1P1 +1P2 +1C3 -1C4",
        "iron_butterfly": "+1P1 -1P2 -1C2 +1C3", "reverse_iron_butterfly": "-1P1 +1P2 +1C2 -1C3"}
EQUAL = {"long_call_butterfly": "+1C1 -2C2 +1C3", "long_put_butterfly": "+1P1 -2P2 +1P3",
         "short_call_butterfly": "-1C1 +2C2 -1C3", "short_put_butterfly": "-1P1 +2P2 -1P3",
         "long_call_condor": "+1C1 -1C2 -1C3 +1C4", "long_put_condor": "+1P1 -1P2 -1P3 +1P4",
         "short_call_condor": "-1C1 +1C2 +1C3 -1C4", "short_put_condor": "-1P1 +1P2 +1P3 -1P4"}
UNEQUAL = {f"{side}_{right}_broken_wing": EQUAL[f"{side}_{right}_butterfly"]
           for side in ("long", "short") for right in ("call", "put")}
TWO = {"long_call_calendar": (-1, "C", +1, False), "short_call_calendar": (+1, "C", -1, False),
       "long_put_calendar": (-1, "P", +1, False), "short_put_calendar": (+1, "P", -1, False),
       "long_call_diagonal": (-1, "C", +1, True), "short_call_diagonal": (+1, "C", -1, True),
       "long_put_diagonal": (-1, "P", +1, True), "short_put_diagonal": (+1, "P", -1, True)}

failures = []


def check(condition, text):
    if not condition:
        failures.append(text)


def legs_of(form):
    return [(int(leg[:2]), leg[2], int(leg[3]) - 1) for leg in form.split()]


# --- the chain, from the files -------------------------------------------------------------------

def last_quote(text):
    """Last bid and ask known at noon; each side is carried forward by itself."""
    bid = ask = 0
    for line in text.splitlines():
        cells = line.split(",")
        if int(cells[0]) + 60_000 > NOON_MS:
            break
        bid = int(cells[4]) if cells[4] else bid
        ask = int(cells[9]) if cells[9] else ask
    return bid, ask


def read_chain(data):
    """{expiry: {(right, strike in ticks): (bid, ask) in ticks}}"""
    chain = {}
    path = os.path.join(data, "option/usa/minute/goog", f"{DAY:%Y%m%d}_quote_american.zip")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            right, strike, expiry = name.removesuffix(".csv").split("_")[-3:]
            date = datetime.datetime.strptime(expiry, "%Y%m%d").date()
            chain.setdefault(date, {})[right[0].upper(), int(strike)] = last_quote(
                archive.read(name).decode())
    return chain


class Expiry:
    """One expiration as columns over its strikes; NaN where a quote is not usable."""

    def __init__(self, date, quotes):
        self.date = date
        self.years = ((date - DAY).days + 4 / 24) / 365  # noon to 16:00
        self.strikes = np.array(sorted({strike for _, strike in quotes}), float)
        self.listed, self.bid, self.ask = {}, {}, {}
        for right in "CP":
            row = [quotes.get((right, int(k))) for k in self.strikes]
            good = [q is not None and 0 < q[0] <= q[1] for q in row]
            self.listed[right] = np.array([q is not None for q in row])
            self.bid[right] = np.array([q[0] if ok else np.nan for q, ok in zip(row, good)])
            self.ask[right] = np.array([q[1] if ok else np.nan for q, ok in zip(row, good)])


# --- the model, from the smile that the program states -------------------------------------------

def phi(x):
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


norm = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))


def norm_inverse(p):
    low, high = -12.0, 12.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if norm(middle) < p else (low, middle)
    return low


class Model:
    """Forward, discount and volatilities of one expiration, from legs that the program printed."""

    def __init__(self, expiry, spot, legs):
        self.expiry, self.spot = expiry, spot
        self.iv = {}
        delta = {}
        for leg in legs:
            key = float(leg["strike"]) * TICKS
            self.iv[key] = leg["iv"]
            delta[leg["right"], key] = leg["delta"]
        both = [k for k in self.iv if ("C", k) in delta and ("P", k) in delta]
        near = min(both, key=lambda k: abs(k - spot * TICKS))
        carried = delta["C", near] - delta["P", near]  # discount·forward/spot
        deviation = self.iv[near] * math.sqrt(expiry.years)
        d1 = norm_inverse(delta["C", near] / carried)
        self.forward = near / TICKS * math.exp(d1 * deviation - deviation ** 2 / 2)
        self.discount = carried * spot / self.forward
        self.deltas = delta
        self.knots = np.log(np.array(sorted(self.iv)) / TICKS / self.forward)
        self.vols = np.array([self.iv[k] for k in sorted(self.iv)])
        volatilities = np.array([self.iv.get(k, np.nan) for k in expiry.strikes])
        self.of_rows = {right: np.array(self.greeks(right, expiry.strikes / TICKS, volatilities))
                        for right in "CP"}

    def greeks(self, right, strike, volatility, years=None, forward=None):
        """Price, delta, gamma, theta a day, vega a point, by Black-76 on the forward."""
        years = self.expiry.years if years is None else years
        forward = self.forward if forward is None else forward
        rate = -math.log(self.discount) / self.expiry.years
        carry = math.log(self.forward / self.spot) / self.expiry.years
        discount = math.exp(-rate * years)
        deviation = volatility * np.sqrt(years)
        d1 = np.log(forward / strike) / deviation + deviation / 2
        sign = 1 if right == "C" else -1
        price = discount * sign * (forward * norm(sign * d1)
                                   - strike * norm(sign * (d1 - deviation)))
        per_spot = forward / self.spot
        delta = discount * sign * norm(sign * d1) * per_spot
        gamma = discount * phi(d1) / (forward * deviation) * per_spot ** 2
        decay = discount * forward * phi(d1) * volatility / (2 * np.sqrt(years))
        theta = (-decay + rate * price - carry * delta * self.spot) / 365
        vega = discount * forward * phi(d1) * np.sqrt(years) / 100
        return price, delta, gamma, theta, vega

    def volatility(self, level):
        return np.interp(np.log(level / self.forward), self.knots, self.vols)

    def above(self, level):
        """Q(S > level), with the slope of the smile."""
        if level <= 0:
            return 1.0
        step = 1e-3
        vol = float(self.volatility(level))
        slope = float(self.volatility(level * (1 + step)) - self.volatility(level * (1 - step)))
        slope /= 2 * step * level
        deviation = vol * math.sqrt(self.expiry.years)
        d1 = math.log(self.forward / level) / deviation + deviation / 2
        digital = norm(d1 - deviation)
        vega = self.forward * phi(d1) * math.sqrt(self.expiry.years)
        return float(np.clip(digital - vega * slope, 0, 1))


def implied(model, right, strike, price):
    low, high = 1e-4, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = ((middle, high) if model.greeks(right, strike, middle)[0] < price
                     else (low, middle))
    return low


def check_model(model, name):
    """The smile that everything rests on lies in the quotes, and parity gives the same forward."""
    expiry = model.expiry
    inside = outside = 0
    votes = []
    for row, strike in enumerate(expiry.strikes):
        if strike not in model.iv:
            continue
        k = strike / TICKS
        right = "C" if k >= model.forward else "P"
        bid, ask = expiry.bid[right][row] / TICKS, expiry.ask[right][row] / TICKS
        if not math.isnan(bid):
            within = (implied(model, right, k, bid) - 0.002 <= model.iv[strike]
                      <= implied(model, right, k, ask) + 0.002)
            inside, outside = inside + within, outside + (not within)
        mids = [(expiry.bid[r][row] + expiry.ask[r][row]) / 2 / TICKS for r in "CP"]
        if abs(k - model.forward) < 30 and not any(map(math.isnan, mids)):
            votes.append(k + (mids[0] - mids[1]) / model.discount)
    check(inside >= 20 and outside <= 0.1 * inside,
          f"{name}: {outside} of {inside + outside} volatilities lie outside of their quotes")
    check(len(votes) >= 5 and abs(np.median(votes) - model.forward) < 0.1,
          f"{name}: forward {model.forward}, parity says {np.median(votes)}")
    for (right, strike), delta in model.deltas.items():
        expected = model.greeks(right, strike / TICKS, model.iv[strike])[1]
        check(abs(delta - expected) < 1e-7, f"{name}: delta of {right} {strike}")


# --- the structures ------------------------------------------------------------------------------

def rows_of(kind, size):
    """Rows of the strikes of each level, for every structure of that kind."""
    every = range(size)
    if kind in VERTICALS:
        return list(itertools.combinations(every, 2))
    if kind in FEW:
        levels = 1 + max(level for _, _, level in legs_of(FEW[kind]))
        return list(itertools.combinations(every, levels))
    form = {**IRON, **EQUAL, **UNEQUAL}[kind]
    if len({level for _, _, level in legs_of(form)}) == 3:
        return [(a, b, c) for b in every for a in range(max(0, b - REACH), b)
                for c in range(b + 1, min(size, b + REACH + 1))]
    return [(a, b, c, d) for b in every for a in range(max(0, b - REACH), b)
            for c in range(b + 1, size) for d in range(c + 1, min(size, c + REACH + 1))]


def value_at(legs, strikes, price):
    total = 0
    for (quantity, right, level) in legs:
        paid = price - strikes[:, level] if right == "C" else strikes[:, level] - price
        total = total + quantity * np.maximum(paid, 0)
    return total


class Candidates:
    """Every structure of one kind that can be ranked, as columns; prices in ticks."""

    def __init__(self, kind, expiry):
        form = {**VERTICALS, **FEW, **IRON, **EQUAL, **UNEQUAL}[kind]
        self.legs = legs_of(form)
        rows = np.array(rows_of(kind, len(expiry.strikes)))
        strikes = expiry.strikes[rows]
        keep = np.ones(len(rows), bool)
        if kind in EQUAL or kind in UNEQUAL:
            low, high = strikes[:, 1] - strikes[:, 0], strikes[:, -1] - strikes[:, -2]
            keep &= (low == high) if kind in EQUAL else (low != high)
        natural = np.zeros(len(rows))
        opposite = np.zeros(len(rows))
        for quantity, right, level in self.legs:
            bid, ask = expiry.bid[right][rows[:, level]], expiry.ask[right][rows[:, level]]
            natural += quantity * (ask if quantity > 0 else bid)
            opposite += quantity * (bid if quantity > 0 else ask)
        keep &= ~np.isnan(natural)
        slope = sum(quantity for quantity, right, _ in self.legs if right == "C")
        knots = [np.zeros(len(rows)), *strikes.T]
        values = np.stack([value_at(self.legs, strikes, knot) for knot in knots])
        best = np.full(len(rows), np.inf) if slope > 0 else values.max(axis=0)
        worst = np.full(len(rows), -np.inf) if slope < 0 else values.min(axis=0)
        keep &= ~((best <= 0) & (natural >= 0)) & ~((worst >= 0) & (natural <= 0))
        keep &= (best - natural > 0) & (natural - worst > 0)
        self.rows, self.strikes, self.natural = rows[keep], strikes[keep], natural[keep]
        self.mid = (natural[keep] + opposite[keep]) / 2
        self.profit, self.loss = (best - natural)[keep], (natural - worst)[keep]
        self.slope = slope

    def identities(self):
        legs = [(q, r, level) for q, r, level in self.legs]
        return [tuple(sorted((q, r, s[level]) for q, r, level in legs)) for s in self.strikes]

    def model_sums(self, model):
        """Fair value and Greeks of each, in dollars a share."""
        return sum(quantity * model.of_rows[right][:, self.rows[:, level]]
                   for quantity, right, level in self.legs)

    def chance(self, model, index):
        """Probability of profit, and the prices in between."""
        strikes = self.strikes[index:index + 1]
        knots = sorted({0.0, *strikes[0]})
        profit = [float(value_at(self.legs, strikes, k)[0] - self.natural[index]) for k in knots]
        edges, breakevens = list(zip(knots, profit)), []
        for (a, x), (b, y) in zip(edges, edges[1:]):
            if (x > 0) != (y > 0):
                breakevens.append(a + (b - a) * x / (x - y))
        if (profit[-1] > 0) != (profit[-1] + self.slope * 1e12 > 0):
            breakevens.append(knots[-1] - profit[-1] / self.slope)
        points = [0.0, *breakevens, math.inf]
        chance = 0.0
        for a, b in zip(points, points[1:]):
            probe = np.array([(a + b) / 2 if b < math.inf else a + TICKS])
            if value_at(self.legs, strikes, probe)[0] - self.natural[index] > 0:
                chance += model.above(a / TICKS) - (model.above(b / TICKS) if b < math.inf else 0)
        return chance, [b / TICKS for b in breakevens]


# --- the program ---------------------------------------------------------------------------------

def scan(program, data, kind, *arguments, top=TOP):
    command = [program, "scan", "GOOG", "--data", data, "--date", f"{DAY}", "--at", "12:00",
               "--structure", kind, "--max-wing-strikes", str(REACH), "--top", str(top), "--json",
               *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def days(*dates):
    numbers = [(date - DAY).days for date in dates]
    return ["--min-dte", str(min(numbers)), "--max-dte", str(max(numbers))]


def identity(row):
    return tuple(sorted((leg["ratio"] * (1 if leg["side"] == "buy" else -1), leg["right"],
                         float(leg["strike"]) * TICKS) for leg in row["legs"]))


def close(a, b, relative=1e-9, absolute=1e-9):
    return abs(a - b) <= absolute + relative * max(abs(a), abs(b))


def compare_rows(kind, rows, found, model):
    place = {key: i for i, key in enumerate(found.identities())}
    sums = found.model_sums(model)
    for row in rows:
        name = f"{kind} {[leg['strike'] for leg in row['legs']]}"
        i = place.get(identity(row))
        if i is None:
            failures.append(f"{name}: listed, but cannot be ranked")
            continue
        check(float(row["natural"]) == found.natural[i] / TICKS, f"{name}: natural")
        check(close(float(row["mid"]), found.mid[i] / TICKS, absolute=1e-8), f"{name}: mid")
        for field, ticks in (("max_profit_usd", found.profit[i]), ("max_loss_usd", found.loss[i])):
            expected = None if math.isinf(ticks) else ticks * MULTIPLIER / TICKS
            got = row[field] if row[field] is None else float(row[field])
            check(got == expected or (got is not None and expected is not None
                                      and close(got, expected)), f"{name}: {field} {got}")
        bounded = not math.isinf(found.profit[i] + found.loss[i])
        check((row["return_on_risk"] is not None) == bounded, f"{name}: return_on_risk")
        if bounded:
            check(close(row["return_on_risk"], found.profit[i] / found.loss[i]),
                  f"{name}: return_on_risk {row['return_on_risk']}")
        chance, breakevens = found.chance(model, i)
        check(len(breakevens) == len(row["breakevens"])
              and all(close(float(a), b, absolute=2e-8)
                      for a, b in zip(row["breakevens"], breakevens)),
              f"{name}: breakevens {row['breakevens']}, expected {breakevens}")
        check(abs(row["pop"] - chance) < 0.004, f"{name}: pop {row['pop']}, expected {chance}")
        value, delta, gamma, theta, vega = sums[:, i] * MULTIPLIER
        cost = found.natural[i] / TICKS * MULTIPLIER
        check(close(row["ev_usd"], value - cost, absolute=1e-4),
              f"{name}: ev_usd {row['ev_usd']}, expected {value - cost}")
        for field, expected in (("delta", delta), ("gamma", gamma), ("theta", theta),
                                ("vega", vega)):
            check(close(row[field], expected, 1e-5, 1e-6),
                  f"{name}: {field} {row[field]}, expected {expected}")


def compare_list(kind, key, rows, keys, tolerance=0.0):
    """The list holds the best keys that there are, and in order."""
    got = [float(row[key]) if key in row and row[key] is not None else None for row in rows]
    best = sorted((k for k in keys if not math.isnan(k)), reverse=True)[:TOP]
    check(len(got) == len(best), f"{kind} by {key}: {len(got)} rows, expected {len(best)}")
    for place, (a, b) in enumerate(zip(got, best)):
        check(a is not None and close(a, b, 1e-9, tolerance + 1e-9),
              f"{kind} by {key}: place {place} has {a}, expected {b}")


def compare_kind(program, data, kind, expiry, model):
    found = Candidates(kind, expiry)
    bounded = not (np.isinf(found.profit).any() or np.isinf(found.loss).any())
    value = found.model_sums(model)[0]
    keys = {"ev_usd": (value - found.natural / TICKS) * MULTIPLIER}
    if bounded:
        keys["return_on_risk"] = found.profit / found.loss
    for key, of_all in keys.items():
        rows = scan(program, data, kind, "--sort", key, *days(expiry.date))
        compare_rows(kind, rows, found, model)
        compare_list(kind, key, rows, of_all, 1e-4 if key == "ev_usd" else 0.0)
    rows = scan(program, data, kind, "--sort", "credit", *days(expiry.date))
    compare_rows(kind, rows, found, model)
    got = [-float(row["natural"]) for row in rows]
    best = np.sort(-found.natural / TICKS)[::-1][:TOP]
    check(len(got) == len(best) and np.allclose(got, best, rtol=0, atol=1e-9),
          f"{kind} by credit: another list")
    return len(found.natural)


def two_expirations(program, data, kind, front, back, models):
    """Calendars and diagonals, valued at the front expiration on a fine grid of prices."""
    near, right, far, any_strike = TWO[kind]
    rows = scan(program, data, kind, "--sort", "ev_usd", *days(front.date, back.date), top=20)
    near_model, far_model = models[front.date], models[back.date]
    prices = np.arange(0.25, 4 * near_model.spot, 0.25)
    ahead = back.years - front.years
    for row in rows:
        name = f"{kind} {[leg['strike'] for leg in row['legs']]}"
        near_leg, far_leg = row["legs"]
        near_strike, far_strike = float(near_leg["strike"]), float(far_leg["strike"])
        check(any_strike == (near_strike != far_strike), f"{name}: strikes")
        natural = 0.0
        for leg, expiry, quantity in ((near_leg, front, near), (far_leg, back, far)):
            at = int(np.flatnonzero(expiry.strikes == float(leg["strike"]) * TICKS)[0])
            side = expiry.ask if quantity > 0 else expiry.bid
            natural += quantity * side[right][at] / TICKS
        check(close(float(row["natural"]), natural), f"{name}: natural")
        value = sum(quantity * model.greeks(right, k, model.iv[k * TICKS])[0]
                    for quantity, model, k in ((near, near_model, near_strike),
                                               (far, far_model, far_strike)))
        check(close(row["ev_usd"], (value - natural) * MULTIPLIER, absolute=1e-3),
              f"{name}: ev_usd {row['ev_usd']}, expected {(value - natural) * MULTIPLIER}")
        forward = prices * far_model.forward / near_model.forward
        sign = 1 if right == "C" else -1
        later = far_model.greeks(right, far_strike, far_model.iv[far_strike * TICKS], ahead,
                                 forward)[0]
        later = np.maximum(later, np.maximum(sign * (prices - far_strike), 0))
        profit = (near * np.maximum(sign * (prices - near_strike), 0) + far * later - natural)
        if row["max_profit_usd"] is not None:
            check(close(float(row["max_profit_usd"]), profit.max() * MULTIPLIER, 0.02, 2.0),
                  f"{name}: max_profit_usd {row['max_profit_usd']}, "
                  f"expected {profit.max() * MULTIPLIER}")
        chance = sum(near_model.above(a) - near_model.above(b)
                     for a, b, up in zip(prices, prices[1:], profit > 0) if up)
        check(abs(row["pop"] - chance) < 0.01, f"{name}: pop {row['pop']}, expected {chance}")
    return len(rows)


def main(arguments):
    if len(arguments) != 1:
        print("scan_reference.py: expected WINGSPREAD, the program", file=sys.stderr)
        return 2
    program, data = arguments[0], os.environ.get("WINGSPREAD_TEST_DATA", "")
    if not os.path.isdir(os.path.join(data, "option/usa/minute/goog")):
        print("skipped: WINGSPREAD_TEST_DATA names no folder with recorded GOOG options")
        return 77
    chain = read_chain(data)
    expiries = {date: Expiry(date, chain[date]) for date in (FRONT, BACK)}
    path = os.path.join(data, "equity/usa/minute/goog", f"{DAY:%Y%m%d}_quote.zip")
    with zipfile.ZipFile(path) as archive:
        spot = sum(last_quote(archive.read(archive.namelist()[0]).decode())) / 2 / TICKS
    models = {}
    for date, expiry in expiries.items():
        legs = [leg for kind in ("long_call", "long_put")
                for row in scan(program, data, kind, "--sort", "ev_usd", *days(date), top=5_000)
                for leg in row["legs"]]
        models[date] = Model(expiry, spot, legs)
        check_model(models[date], f"{date}")
    looked_at = 0
    for kind in (*VERTICALS, *FEW, *IRON, *EQUAL, *UNEQUAL):
        looked_at += compare_kind(program, data, kind, expiries[BACK], models[BACK])
    listed = sum(two_expirations(program, data, kind, expiries[FRONT], expiries[BACK], models)
                 for kind in TWO)
    check(looked_at > 100_000 and listed > 50, "hardly anything was compared")
    for failure in failures[:40]:
        print(failure)
    print(f"{looked_at} structures and {listed} of two expirations compared, "
          f"{len(failures)} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
