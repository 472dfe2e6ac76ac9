// Sends at an even rate, whatever comes back. A message that leaves late still bears the moment for which it was meant,
// so that a slow server cannot hide by slowing its load down.

import { nowUs } from './clock.js'
import type { Member } from './crowd.js'
import type { Send, Sent } from './orders.js'
import { newHistogram, type TallyKeeper } from './tally.js'
import { timedText, type Wire } from './wires.js'

const TICK_MS = 1

export function createSending(wire: Wire, tally: TallyKeeper) {
  // 0 asks for the join.
  let ackId = 1

  return function sendSteadily(members: readonly Member[], order: Send): Promise<Sent> {
    const { fromUs, untilUs, perSecond, phase, senders, textBytes, isTyping, countFromUs } = order
    const late = newHistogram()
    const byRoom: Record<string, number> = {}
    const spacingUs = 1e6 / perSecond
    let count = 0

    function sendNext(meantForUs: number): void {
      const member = members[senders[count % senders.length] ?? 0]
      count += 1
      // Nobody says anything on a connection that has been cut off; its messages count as not delivered.
      if (member === undefined) throw new RangeError('a sender who is not there')
      const { room } = member.entrance
      if (meantForUs >= countFromUs) byRoom[room] = (byRoom[room] ?? 0) + 1
      if (member.client === null) return
      if (isTyping && wire.typing !== null) {
        member.client.send(wire.typing(room, ackId))
        ackId += 1
      }
      tally.sent(ackId, meantForUs)
      member.client.send(wire.message(room, ackId, timedText(meantForUs, textBytes)))
      ackId += 1
      late.recordValue(Math.max(0, nowUs() - meantForUs))
    }

    return new Promise(resolve => {
      const timer = setInterval(() => {
        const now = Math.min(nowUs(), untilUs)
        for (;;) {
          // Whole microseconds, as the text tells them.
          const dueUs = Math.round(fromUs + (count + phase) * spacingUs)
          if (dueUs >= untilUs || senders.length === 0) {
            clearInterval(timer)
            return resolve({ byRoom, lateP99Us: late.getValueAtPercentile(99) })
          }
          if (dueUs > now) return
          sendNext(dueUs)
        }
      }, TICK_MS)
    })
  }
}
