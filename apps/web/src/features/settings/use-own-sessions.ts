import type { SessionApi } from '@hubbub/client'
import type { OwnSession } from '@hubbub/shared'
import { useCallback, useEffect, useRef, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { browserName } from './browser-name.js'

export function useOwnSessions(api: SessionApi) {
  /** null: not known yet */
  const [sessions, setSessions] = useState<readonly OwnSession[] | null>(null)
  const [isReading, setReading] = useState(false)
  const [isEnding, setEnding] = useState(false)
  const [done, setDone] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const lastAsked = useRef(0)

  /** What was asked for before something ended is not to be believed any more. */
  const read = useCallback(async () => {
    lastAsked.current += 1
    const asked = lastAsked.current
    setReading(true)
    try {
      const now = await api.list()
      if (asked === lastAsked.current) setSessions(now)
    } catch (error) {
      if (asked === lastAsked.current) setProblem(describeFailure(error))
    }
    if (asked === lastAsked.current) setReading(false)
  }, [api])
  useEffect(() => void read(), [read])

  /** @param which null: all but this one @returns whether it was done */
  async function end(which: OwnSession | null): Promise<boolean> {
    setEnding(true)
    setDone(null)
    setProblem(null)
    const isDone = await (which === null ? api.endOthers() : api.end(which.handle)).then(
      () => true,
      error => {
        setProblem(describeFailure(error))
        return false
      },
    )
    if (isDone) setDone(which === null ? 'Done: you are signed in here and nowhere else.' : endedText(which))
    // Also when it was not: it may have ended by itself.
    await read()
    setEnding(false)
    return isDone
  }

  async function readAgain() {
    setProblem(null)
    await read()
  }

  return { sessions, isReading, isEnding, done, problem, readAgain, end }
}

function endedText({ userAgent }: OwnSession): string {
  return `Done: ${browserName(userAgent)} is signed out.`
}
