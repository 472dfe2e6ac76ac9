// What an operator wants done with a worker, as it crosses from process to process.

import { parseUserId } from '@hubbub/shared'
import type { Operation, OperationOutcome } from '../chat/ports.js'
import { fieldsOf } from './fields-of.js'

const ACTS = ['kill', 'reload'] as const satisfies readonly Operation['act'][]
const OUTCOMES = ['begun', 'unknown-worker', 'busy'] as const satisfies readonly OperationOutcome[]

/** @returns null for anything else */
export function parseOperation(value: unknown): Operation | null {
  const { id, act: givenAct, place, by } = fieldsOf(value)
  const { node, worker } = fieldsOf(place)
  const act = ACTS.find(known => known === givenAct)
  if (act === undefined || typeof id !== 'string' || typeof by !== 'string' || by === '') return null
  if (typeof node !== 'string' || typeof worker !== 'string') return null
  return { id, act, place: { node, worker }, by: parseUserId(by) }
}

/** @returns null for anything else */
export function parseOutcome(value: unknown): OperationOutcome | null {
  return OUTCOMES.find(known => known === value) ?? null
}
