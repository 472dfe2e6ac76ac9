import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createCollector, createHeapCare } from '../../../apps/server/src/cluster/heap-care.js'
import { eventually } from '../../support/eventually.js'

const QUIET = 0.02
const BUSY = 0.4

function worker() {
  let connections = 0
  let collections = 0
  const growths: number[] = []
  const look = createHeapCare(() => connections, {
    collect: () => collections++,
    growBy: percent => growths.push(percent),
  })
  return {
    hold: (count: number) => {
      connections = count
    },
    look,
    beQuiet: () => {
      for (let looks = 0; looks < 3; looks += 1) look(QUIET)
    },
    collections: () => collections,
    growths,
  }
}

describe('a worker that has become quiet', () => {
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

describe('the heap of a worker', () => {
  it('grows as V8 chooses while connections come, and by a share of it while many stay', () => {
    const { hold, look, growths } = worker()
    for (const count of [2_000, 4_000]) {
      hold(count)
      look(BUSY)
    }
    expect(growths).toEqual([])
    look(BUSY)
    look(QUIET)
    expect(growths).toEqual([30])
    hold(4_200)
    look(BUSY)
    expect(growths).toEqual([30, 0])
  })

  it('grows as V8 chooses while the worker has much to do', () => {
    const { hold, look, growths } = worker()
    hold(2_000)
    look(BUSY)
    for (const busy of [BUSY, 0.9, BUSY]) look(busy)
    expect(growths).toEqual([30, 0, 30])
  })

  it('grows as V8 chooses where few stay', () => {
    const { hold, look, growths } = worker()
    hold(400)
    look(QUIET)
    look(QUIET)
    expect(growths).toEqual([])
  })
})

it('this version of Node knows how a heap is told to grow', async () => {
  const tell = "require('node:v8').setFlagsFromString('--heap-growing-percent=30')"
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', tell])
  expect(stdout + stderr).toBe('')
})

it('a collection frees what nobody holds', async () => {
  const collect = createCollector()
  const held = new WeakRef(Array.from({ length: 1_000 }, (_, index) => ({ index })))
  await eventually(() => {
    collect()
    expect(held.deref() === undefined).toBe(true)
  })
})
