// The generator processes, as one: orders go to all of them, each with its share.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../support/root.js'
import type { OrderName, Orders, Reply } from './orders.js'

export interface Fleet extends AsyncDisposable {
  readonly size: number
  readonly pids: readonly number[]
  /** @param shareOf what each process is asked, by its place */
  order<Name extends OrderName>(
    name: Name,
    shareOf: (place: number) => Orders[Name]['request'],
  ): Promise<Orders[Name]['answer'][]>
}

interface Generator {
  child: ChildProcess
  waiting: Map<number, { resolve: (answer: unknown) => void; reject: (reason: Error) => void }>
}

export function startFleet(size: number): Fleet {
  const generators = Array.from({ length: size }, (_, place) => startGenerator(place))
  let ids = 0

  return {
    size,
    pids: generators.map(({ child }) => child.pid ?? 0),
    order(name, shareOf) {
      return Promise.all(
        generators.map(({ child, waiting }, place) => {
          ids += 1
          const id = ids
          child.send({ id, name, request: shareOf(place) })
          return new Promise<Orders[typeof name]['answer']>((resolve, reject) => {
            // The generator answers each order with what `Orders` says.
            waiting.set(id, { resolve: answer => resolve(answer as Orders[typeof name]['answer']), reject })
          })
        }),
      )
    },
    async [Symbol.asyncDispose]() {
      for (const { child, waiting } of generators) {
        // Nobody waits for them any more.
        waiting.clear()
        if (child.exitCode !== null || child.signalCode !== null) continue
        const exited = once(child, 'exit')
        child.disconnect()
        await exited
      }
    },
  }
}

function startGenerator(place: number): Generator {
  const child = fork(`${root}/test/dist/bench/generator.js`, [String(place)])
  const waiting: Generator['waiting'] = new Map()
  child.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('failure' in reply) asked?.reject(new Error(`generator ${place}: ${reply.failure}`))
    else asked?.resolve(reply.answer)
  })
  child.once('exit', code => {
    for (const { reject } of waiting.values()) reject(new Error(`generator ${place} ended with ${code}`))
  })
  return { child, waiting }
}
