// When which fault began and ended, paired from the arena's lines.

import type { FaultRecord, Measured } from '../history.js'
import type { Place } from './read-history.js'

export interface Fault {
  fault: string
  name: string
  told: string | null
  beginAt: number
  /** null: never healed. */
  healAt: number | null
  mayLose: boolean
  mayEndPrimary: boolean
  current: { from: 'begin' | 'heal'; withinMs: number }
  measured: readonly Measured[]
  place: Place
}

export interface FaultTimes {
  take(record: FaultRecord, place: Place): void
  /** In the order in which they began. */
  readonly faults: readonly Fault[]
  readonly skipped: readonly { fault: string; name: string; why: string }[]
  /** Heals of faults that had not begun. */
  readonly strays: readonly Place[]
}

const DEFAULT_CURRENT = { from: 'heal', withinMs: 10_000 } as const

export function createFaultTimes(): FaultTimes {
  const faults: Fault[] = []
  const skipped: { fault: string; name: string; why: string }[] = []
  const strays: Place[] = []

  return {
    take(record, place) {
      const { fault, name, told = null, at } = record
      if (record.type === 'skipped') return void skipped.push({ fault, name, why: told ?? 'no reason given' })
      if (record.type === 'begin') {
        const { mayLose = false, mayEndPrimary = false, current = DEFAULT_CURRENT } = record
        faults.push({
          ...{ fault, name, told, mayLose, mayEndPrimary, current, place },
          beginAt: at,
          healAt: null,
          measured: [],
        })
        return
      }
      const begun = faults.find(known => known.fault === fault && known.healAt === null)
      if (begun === undefined) return void strays.push(place)
      begun.healAt = at
      begun.told = told ?? begun.told
      begun.measured = record.measured ?? []
    },
    faults,
    skipped,
    strays,
  }
}

/** From when on clients have `current.withinMs`; null for a fault that never healed. */
export function countsFrom({ current, beginAt, healAt }: Fault): number | null {
  return current.from === 'begin' ? beginAt : healAt
}
