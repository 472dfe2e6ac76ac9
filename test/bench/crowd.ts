// The connections of one generator process: sets them up, so many at once, and answers what they are asked.

import { nowUs } from './clock.js'
import type { Connect, Connected } from './orders.js'
import { openRawClient, type RawClient } from './raw-client.js'
import type { TallyKeeper } from './tally.js'
import type { Entrance, Greeting, Wire } from './wires.js'

/** A first frame that has not been answered for so long is lost. */
const ANSWER_WITHIN_MS = 10_000
/** Connections per source address: below what one address has ports for, and what a proxy allows one client. */
const PER_ADDRESS = 400
const ENGINE_PING = '2'.charCodeAt(0)
const ENGINE_PONG = '3'

type Outcome = 'joined' | 'lost' | { refused: string }

export interface Member {
  readonly entrance: Entrance
  /** null while it is not joined. */
  client: RawClient | null
}

export interface Crowd {
  readonly members: readonly Member[]
  connect(order: Connect): Promise<Connected>
  mend(): Promise<Connected>
  close(): void
}

/** @param place tells this process from the others: each has source addresses of its own */
export function createCrowd(place: number, wire: Wire, port: number, tally: TallyKeeper): Crowd {
  let members: Member[] = []
  let opened = 0

  function join(member: Member, isBrief: boolean): Promise<Outcome> {
    return new Promise(resolve => {
      let state: 'opening' | 'greeting' | 'joined' | 'over' = 'opening'
      const deadline = setTimeout(
        () => finish(state === 'greeting' ? 'lost' : { refused: 'no answer to the upgrade' }),
        ANSWER_WITHIN_MS,
      )
      const client = openRawClient(
        { port, path: wire.path, cookie: member.entrance.cookie, localAddress: address(place, opened++) },
        {
          opened() {
            state = 'greeting'
            answer(wire.opening(member.entrance))
          },
          heard(bytes, start, end) {
            if (end - start === 1 && bytes[start] === ENGINE_PING) client.send(ENGINE_PONG)
            else if (state === 'joined') tally.heard(bytes, start, end)
            else answer(wire.greet(bytes.toString('utf8', start, end), member.entrance))
          },
          ended(reason) {
            if (state === 'joined') tally.cutOff()
            member.client = null
            finish({ refused: reason })
          },
        },
      )

      function answer(greeting: Greeting): void {
        if (greeting === 'nothing') return
        if (greeting !== 'joined' && 'say' in greeting) client.send(greeting.say)
        else finish(greeting)
      }

      function finish(outcome: Outcome): void {
        if (state === 'joined' || state === 'over') return
        clearTimeout(deadline)
        state = outcome === 'joined' && !isBrief ? 'joined' : 'over'
        if (state === 'joined') member.client = client
        else client.close()
        resolve(outcome)
      }
    })
  }

  async function joinAll(
    these: readonly Member[],
    concurrency: number,
    isBrief: boolean,
  ): Promise<Connected> {
    const connected: Connected = { joined: 0, lastJoinedUs: 0, lost: 0, refused: [] }
    const waiting = these.values()
    async function joinInTurn(): Promise<void> {
      for (const member of waiting) {
        const outcome = await join(member, isBrief)
        if (outcome === 'joined') {
          connected.joined += 1
          connected.lastJoinedUs = nowUs()
        } else if (outcome === 'lost') connected.lost += 1
        else connected.refused.push(outcome.refused)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, joinInTurn))
    return connected
  }

  return {
    get members() {
      return members
    },
    connect({ entrances, concurrency, isBrief }) {
      const added = entrances.map((entrance): Member => ({ entrance, client: null }))
      if (!isBrief) members = [...members, ...added]
      return joinAll(added, concurrency, isBrief)
    },
    mend() {
      const cutOff = members.filter(({ client }) => client === null)
      return joinAll(cutOff, 32, false)
    },
    close() {
      for (const { client } of members) client?.close()
      members = []
    },
  }
}

function address(place: number, index: number): string {
  return `127.0.${100 + place}.${1 + (Math.floor(index / PER_ADDRESS) % 250)}`
}
