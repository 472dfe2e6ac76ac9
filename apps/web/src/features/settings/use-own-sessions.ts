import { CommandFailed, type SessionApi } from '@hubbub/client'
import type { OwnSession } from '@hubbub/shared'
import { useCallback, useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { deviceName } from './device-name.js'

/** `null`: all but this one. */
type Ended = OwnSession | null

export function useOwnSessions(api: SessionApi) {
  /** null: not known yet */
  const [sessions, setSessions] = useState<readonly OwnSession[] | null>(null)
  /** What is being ended; undefined: nothing. */
  const [ending, setEnding] = useState<Ended>()
  const [done, setDone] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const read = useCallback(async () => {
    setProblem(null)
    try {
      setSessions(await api.list())
    } catch (error) {
      setProblem(describeFailure(error))
    }
  }, [api])
  useEffect(() => void read(), [read])

  /** @returns whether it was done */
  async function end(which: Ended): Promise<boolean> {
    setEnding(which)
    setDone(null)
    setProblem(null)
    try {
      await (which === null ? api.endOthers() : api.end(which.handle))
    } catch (error) {
      // It may have ended by itself meanwhile.
      if (!(error instanceof CommandFailed && error.code === 'not_found')) {
        setProblem(describeFailure(error))
        setEnding(undefined)
        return false
      }
    }
    setSessions(all => all?.filter(each => each.isThis || (which && each.handle !== which.handle)) ?? null)
    setDone(which === null ? 'Done: you are signed in here and nowhere else.' : endedText(which))
    setEnding(undefined)
    return true
  }

  return { sessions, ending, done, problem, read, end }
}

function endedText({ userAgent }: OwnSession): string {
  return `Done: ${deviceName(userAgent)} is signed out.`
}
