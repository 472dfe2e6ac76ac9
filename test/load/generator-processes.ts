// The processes that play clients, as one: what is ordered goes to all, and an answer is there when all have given it.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../support/root.js'
import { CannotRun } from './cannot-run.js'
import type { FromGenerator, ToGenerator, Told } from './generator-protocol.js'

const MODULE = `${root}/test/dist/load/generator.js`

type Answer = Exclude<FromGenerator, { type: 'second' }>

export interface GeneratorProcesses {
  /** Resolves with one answer of this type from each. @throws CannotRun when one of them ends */
  all<Type extends Answer['type']>(type: Type): Promise<Extract<Answer, { type: Type }>[]>
  order(order: ToGenerator): void
  /** A different order for each, by its number. */
  orderEach(order: (generator: number) => ToGenerator): void
  stop(): Promise<void>
}

export function startGenerators(count: number, told: (second: Told) => void): GeneratorProcesses {
  const answers: Answer[] = []
  let isStopping = false
  let failure: CannotRun | null = null
  let changed = () => {}

  const children = Array.from({ length: count }, (_, generator) => {
    const child = fork(MODULE, [], { serialization: 'advanced' })
    child.on('message', (message: FromGenerator) => {
      if (message.type === 'second') return told(message.told)
      answers.push(message)
      changed()
    })
    child.once('exit', (code, signal) => {
      if (isStopping) return
      failure ??= new CannotRun(`process ${generator + 1} of the test ended with ${signal ?? code}`)
      changed()
    })
    return child
  })

  return {
    async all(type) {
      const given = () => answers.filter(answer => answer.type === type)
      while (given().length < count) {
        if (failure !== null) throw failure
        await new Promise<void>(resolve => {
          changed = resolve
        })
      }
      return given() as Extract<Answer, { type: typeof type }>[]
    },
    order: order => children.forEach(child => void send(child, order)),
    orderEach: order => children.forEach((child, generator) => void send(child, order(generator))),
    async stop() {
      isStopping = true
      await Promise.all(children.map(stopOne))
    },
  }
}

// One that has ended, also at this very moment, is told of by its exit; without a callback Node would throw as well.
function send(child: ChildProcess, order: ToGenerator): void {
  if (child.connected) child.send(order, () => undefined)
}

async function stopOne(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  if (child.connected) child.disconnect()
  await ended
}
