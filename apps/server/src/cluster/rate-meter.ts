export interface Rates {
  /** Messages newly written to a log, and entries handed to sockets, over the last second or more. */
  messagesPerSecond: number
  deliveriesPerSecond: number
}

const MEASURED_OVER_MS = 900

/**
 * @param totals how many there were so far
 * @param now milliseconds of a clock that only goes forward
 */
export function createRateMeter(
  totals: () => { messages: number; deliveries: number },
  now: () => number,
): () => Rates {
  let before = { at: now(), ...totals() }
  let rates: Rates = { messagesPerSecond: 0, deliveriesPerSecond: 0 }

  return function measure() {
    const at = now()
    const seconds = (at - before.at) / 1_000
    // Asked twice in a moment it would tell the rates of that moment.
    if (at - before.at < MEASURED_OVER_MS) return rates
    const { messages, deliveries } = totals()
    rates = {
      messagesPerSecond: (messages - before.messages) / seconds,
      deliveriesPerSecond: (deliveries - before.deliveries) / seconds,
    }
    before = { at, messages, deliveries }
    return rates
  }
}
