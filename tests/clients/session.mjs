// One connection of @stoqey/ib that keeps every event, so that a test can wait for what it needs
// with a deadline and, when it does not come, show what came instead.
import {EventName, IBApi} from '@stoqey/ib';

const DEADLINE_MS = 15_000;
// Codes that the client makes itself when bytes do not fit what it expects.
const CLIENT_COMPLAINTS = new Set([505, 506, 507, 508]);

export class Session {
  #events = [];
  #waiting = new Set();
  #next_id = 1000;

  constructor(port) {
    this.api = new IBApi({host: '127.0.0.1', port});
    this.api.on(EventName.all, (name, args) => {
      if (name === EventName.received || name === EventName.sent) return;
      this.#events.push({name, args});
      for (const check of this.#waiting) check();
    });
    // Without a listener of its own an `error` event would be thrown.
    this.api.on(EventName.error, () => {});
  }

  /** Connects and waits until the gateway takes requests. */
  async connect(client_id) {
    this.api.connect(client_id);
    const [order_id] = await this.expect(EventName.nextValidId);
    const [accounts] = await this.expect(EventName.managedAccounts);
    this.order_id = order_id;
    return {order_id, accounts: accounts.split(',').filter(Boolean)};
  }

  request_id() { return this.#next_id++; }
  next_order_id() { return this.order_id++; }

  /** A place in the stream of events: pass it to `expect` to ignore what came before. */
  mark() { return this.#events.length; }

  seen(name, matches = () => true, since = 0) {
    return this.#events.slice(since)
        .filter(event => event.name === name && matches(...event.args))
        .map(event => event.args);
  }

  /** The arguments of the first such event, past or to come; rejects after the deadline. */
  expect(name, matches = () => true, {since = 0, within_ms = DEADLINE_MS} = {}) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = this.seen(name, matches, since)[0];
        if (found) finish(() => resolve(found));
      };
      const timer = setTimeout(() => finish(() => reject(new Error(
          `no ${name} within ${within_ms} ms; what came last:\n${this.tail(since)}`))), within_ms);
      const finish = action => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        action();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** The message that answers a request with an error of this code. */
  async expect_error(id, ...codes) {
    const [error, code] = await this.expect(
        EventName.error, (_, code, of) => of === id && codes.includes(code));
    return {message: error.message, code};
  }

  /** Every event of one name for a request until its end event. */
  async collect(name, end, id, since = this.mark()) {
    await this.expect(end, of => of === id, {since});
    return this.seen(name, of => of === id, since);
  }

  /** What the client itself could not make sense of; a sound gateway causes none. */
  complaints() {
    return this.#events
        .filter(({name, args}) => (name === EventName.error || name === EventName.info)
                    && CLIENT_COMPLAINTS.has(args[1]))
        .map(({args}) => `${args[1]} ${args[0].message ?? args[0]}`);
  }

  tail(since = 0) {
    return this.#events.slice(since).slice(-25)
        .map(({name, args}) => `  ${name} ${args.map(describe).join(' ')}`).join('\n');
  }

  disconnect() { this.api.disconnect(); }
}

function describe(value) {
  if (value instanceof Error) return value.message;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 300 ? text.slice(0, 300) + '…' : text;
}
