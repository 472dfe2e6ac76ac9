import { describe, expect, it } from 'vitest'
import { createCollector, createQuietLook } from '../../../apps/server/src/cluster/quiet-collection.js'
import { eventually } from '../../support/eventually.js'

const QUIET = 0.02
const BUSY = 0.4

describe('a worker that has become quiet', () => {
  function worker() {
    let connections = 0
    let collections = 0
    const look = createQuietLook(
      () => connections,
      () => collections++,
    )
    return {
      hold: (count: number) => {
        connections = count
      },
      look,
      beQuiet: () => {
        for (let looks = 0; looks < 3; looks += 1) look(QUIET)
      },
      collections: () => collections,
    }
  }

  it('collects once after many have come, and once after they have gone', () => {
    const { hold, look, beQuiet, collections } = worker()
    for (const count of [2_000, 0]) {
      hold(count)
      look(BUSY)
      beQuiet()
      beQuiet()
    }
    expect(collections()).toBe(2)
  })

  it('leaves it while it is busy, and while they are still coming', () => {
    const { hold, look, collections } = worker()
    hold(2_000)
    look(BUSY)
    look(BUSY)
    hold(3_000)
    look(QUIET)
    for (const busy of [QUIET, QUIET, BUSY, QUIET, QUIET]) look(busy)
    expect(collections()).toBe(0)
    look(QUIET)
    expect(collections()).toBe(1)
  })

  it('collects after a rush that came and went while it was busy', () => {
    const { hold, look, beQuiet, collections } = worker()
    for (const count of [3_000, 0]) {
      hold(count)
      look(BUSY)
    }
    beQuiet()
    expect(collections()).toBe(1)
  })

  it('leaves it for a few', () => {
    const { hold, beQuiet, collections } = worker()
    hold(400)
    beQuiet()
    expect(collections()).toBe(0)
  })
})

it('a collection frees what nobody holds', async () => {
  const collect = createCollector()
  const held = new WeakRef(Array.from({ length: 1_000 }, (_, index) => ({ index })))
  await eventually(() => {
    collect()
    expect(held.deref() === undefined).toBe(true)
  })
})
