// One search, as far as it has come. Always true:
//  - it goes on by itself until enough is found, nothing is left, or it cannot; then only when it is told to;
//  - one stretch is asked for at a time;
//  - once it is stopped it tells nothing any more, whatever is still answered.

import { CommandFailed, type FoundMessage, type Search, type SearchStep } from '@hubbub/client'
import { describeFailure } from '../../ui/failure-text.js'

/** How many messages are looked for at a time. */
const ENOUGH = 20

/** `waiting`: for a connection. `more`: enough for now. */
export type Progress =
  | { state: 'looking' | 'waiting' | 'more' | 'done' }
  | { state: 'failed'; problem: string }

export interface SearchResults {
  query: string
  /** Newest first. */
  found: readonly FoundMessage[]
  /** All that was written since was looked at; in milliseconds since 1970; null: there was nothing. */
  backTo: number | null
  /** Rooms that could not be searched. */
  leftOut: number
  progress: Progress
}

export interface SearchRun {
  /** Does nothing while it is looking. */
  goOn(): void
  stop(): void
}

/** @param tell not before the first stretch is answered: till then one may look at what was found before */
export function startSearchRun(
  query: string,
  search: Search,
  tell: (results: SearchResults) => void,
): SearchRun {
  let results: SearchResults = {
    ...{ query, found: [], backTo: null, leftOut: 0 },
    progress: { state: 'looking' },
  }
  let isStopped = false
  void look()

  async function look() {
    const enough = results.found.length + ENOUGH
    while (results.progress.state === 'looking') {
      const next = await nextOf(search, results, enough)
      if (isStopped) return
      results = next
      tell(results)
    }
  }

  return {
    goOn() {
      if (isStopped || results.progress.state === 'looking') return
      results = { ...results, progress: { state: 'looking' } }
      tell(results)
      void look()
    },
    stop() {
      isStopped = true
    },
  }
}

async function nextOf(search: Search, results: SearchResults, enough: number): Promise<SearchResults> {
  try {
    return withStep(results, await search.next(), enough)
  } catch (error) {
    return { ...results, progress: progressAfter(error) }
  }
}

function withStep(results: SearchResults, step: SearchStep, enough: number): SearchResults {
  const found = results.found.concat(step.found)
  const backTo = step.backTo ?? results.backTo
  const state = stateAfter(step, found.length >= enough)
  return { ...results, found, backTo, leftOut: step.leftOut, progress: { state } }
}

function stateAfter({ isDone }: SearchStep, isEnough: boolean) {
  if (isDone) return 'done'
  return isEnough ? 'more' : 'looking'
}

function progressAfter(error: unknown): Progress {
  if (error instanceof CommandFailed && error.code === 'unavailable') return { state: 'waiting' }
  return { state: 'failed', problem: describeFailure(error) }
}
