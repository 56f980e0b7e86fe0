#!/usr/bin/env python3
"""ib_async, another TWS client written elsewhere, trades a spread on the simulated gateway.

It is optional: where ib_async cannot be imported the test is skipped (exit status 77).
"""

import os
import re
import select
import subprocess
import sys
import unittest

try:
    import ib_async
except ImportError:
    print("clients: ib_async is not importable; skipped (pip install ib_async to run this)")
    sys.exit(77)

CLIENT_ID = 9
START_S = 20
ANSWER_S = 15


def start_gateway():
    """Runs `wingspread sim` on a free port and returns the process and the port."""
    program = os.environ["WINGSPREAD_TEST_BIN"]
    gateway = subprocess.Popen([program, "sim", "--port", "0", "--synthetic", "--seed", "7"],
                               stdout=subprocess.PIPE, text=True)
    while select.select([gateway.stdout], [], [], START_S)[0]:
        line = gateway.stdout.readline()
        match = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
        if match:
            return gateway, int(match[1])
        if not line:
            break
    gateway.kill()
    raise RuntimeError(f"the gateway did not start, exit {gateway.wait()}")


def stop_gateway(gateway):
    gateway.terminate()
    try:
        gateway.wait(5)
    except subprocess.TimeoutExpired:
        gateway.kill()
        raise
    finally:
        gateway.stdout.close()


class IbAsyncTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        gateway, port = start_gateway()
        cls.addClassCleanup(stop_gateway, gateway)
        cls.ib = ib_async.IB()
        cls.addClassCleanup(cls.ib.disconnect)
        # Everything at connect but account updates by model, a message that Wingspread has no use for.
        fetch = ib_async.StartupFetchALL & ~ib_async.StartupFetch.SUB_ACCOUNT_UPDATES
        cls.ib.connect("127.0.0.1", port, clientId=CLIENT_ID, timeout=ANSWER_S, fetchFields=fetch)
        cls.ib.RequestTimeout = ANSWER_S

    def wait(self, condition, what):
        """Lets the client work until the condition holds."""
        for _ in range(ANSWER_S * 10):
            if condition():
                return
            self.ib.waitOnUpdate(timeout=0.1)
        self.fail(f"{what} did not come within {ANSWER_S} s")

    def quote(self, contract):
        ticker = self.ib.reqMktData(contract)
        self.wait(lambda: ticker.bid > 0 and ticker.ask > 0 and (
            contract.secType == "STK" or ticker.modelGreeks), f"a quote of {contract.localSymbol}")
        self.ib.cancelMktData(contract)
        return ticker

    def spread(self):
        """Legs and quotes of a bull put spread just below the money."""
        stock = ib_async.Stock("SPY", "SMART", "USD")
        self.ib.qualifyContracts(stock)
        chains = self.ib.reqSecDefOptParams("SPY", "", "STK", stock.conId)
        chain = next(row for row in chains if row.exchange == "SMART")
        spot = self.quote(stock).bid
        listed = self.ib.reqContractDetails(ib_async.Option(
            "SPY", sorted(chain.expirations)[2], exchange="SMART", currency="USD", right="P"))
        puts = sorted((row.contract for row in listed if row.contract.strike < spot),
                      key=lambda put: put.strike)
        return puts[-1], puts[-3]

    def test_a_spread_from_the_chain_to_the_position(self):
        ib = self.ib
        self.assertEqual(len(ib.managedAccounts()), 1)
        sold, bought = self.spread()
        sold_quote, bought_quote = self.quote(sold), self.quote(bought)
        self.assertLess(sold_quote.modelGreeks.delta, bought_quote.modelGreeks.delta)
        self.assertLess(bought_quote.modelGreeks.delta, 0)

        combo = ib_async.Contract(
            symbol="SPY", secType="BAG", exchange="SMART", currency="USD",
            comboLegs=[ib_async.ComboLeg(bought.conId, 1, "BUY", "SMART"),
                       ib_async.ComboLeg(sold.conId, 1, "SELL", "SMART")])
        price = round(bought_quote.ask - sold_quote.bid + 0.02, 2)
        self.assertLess(price, 0)

        state = ib.whatIfOrder(combo, ib_async.LimitOrder("BUY", 1, price, tif="DAY"))
        self.assertGreater(float(state.initMarginChange), 0)

        trade = ib.placeOrder(combo, ib_async.LimitOrder("BUY", 1, price, tif="DAY"))
        self.wait(lambda: trade.orderStatus.status == "Filled", "the fill")
        self.wait(lambda: len(trade.fills) >= 3, "the combo's and both legs' executions")
        kinds = sorted(fill.contract.secType for fill in trade.fills)
        self.assertEqual(kinds, ["BAG", "OPT", "OPT"])
        self.wait(lambda: all(fill.commissionReport.commission > 0 for fill in trade.fills
                              if fill.contract.secType == "OPT"), "the legs' commissions")
        held = {row.contract.conId: row.position for row in ib.reqPositions()}
        self.assertEqual(held, {bought.conId: 1, sold.conId: -1})

        resting = ib.placeOrder(bought, ib_async.LimitOrder("BUY", 1, 0.01, tif="DAY"))
        self.wait(lambda: resting.orderStatus.status in ("Submitted", "PreSubmitted"),
                  "a resting order")
        ib.cancelOrder(resting.order)
        self.wait(lambda: resting.orderStatus.status == "Cancelled", "the cancellation")

    def test_an_error_reaches_the_client(self):
        codes = []
        self.ib.errorEvent += lambda _id, code, *_: codes.append(code)
        self.assertEqual(self.ib.reqContractDetails(
            ib_async.Stock("NOSUCHSYMBOL", "SMART", "USD")), [])
        self.assertIn(200, codes)


if __name__ == "__main__":
    unittest.main()
