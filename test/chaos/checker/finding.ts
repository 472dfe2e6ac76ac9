// What an invariant hands back: how much it looked at, and what it found, by the places of the lines that show it.

import type { Place } from './read-history.js'
import type { InvariantId, LostWhere } from './verdict.js'

export interface Finding {
  told: string
  /** What to show lines of, besides `places`. */
  about?: { room: string; epoch: string; seq: number; key?: string | null | undefined; client?: string }
  where?: LostWhere
  places?: readonly Place[]
}

export interface Judgement {
  id: InvariantId
  title: string
  checked: number
  unit: string
  broken: number
  /** The first of them. */
  findings: readonly Finding[]
}

const KEPT = 10

export interface Judge {
  /** One more fact was looked at. */
  checked(count?: number): void
  broken(finding: Finding): void
  done(): Judgement
}

export function judge(id: InvariantId, title: string, unit: string): Judge {
  const findings: Finding[] = []
  let checked = 0
  let broken = 0
  return {
    checked(count = 1) {
      checked += count
    },
    broken(finding) {
      broken += 1
      if (findings.length < KEPT) findings.push(finding)
    },
    done: () => ({ id, title, checked, unit, broken, findings }),
  }
}
