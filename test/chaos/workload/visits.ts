// Those who come again and again, each time as somebody new, until it is calm.

import type { Role, Stage } from './roles.js'

/** @param come one visit, by somebody of this name */
export function visits(
  { plan }: Stage,
  come: (name: string) => Promise<void>,
): Partial<Role> & Pick<Role, 'ready'> {
  let isCalm = false
  const done = Promise.all(Array.from({ length: plan.size }, (_, index) => comeAgain(index)))

  async function comeAgain(index: number): Promise<void> {
    for (let visit = 1; !isCalm; visit += 1) await come(`${plan.process}-${index}-visit-${visit}`)
  }

  return {
    ready: Promise.resolve(),
    async calm() {
      isCalm = true
    },
    async finish() {
      isCalm = true
      await done
    },
  }
}
