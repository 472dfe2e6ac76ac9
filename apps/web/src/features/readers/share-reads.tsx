import type { ChatClient } from '@hubbub/client'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

/** The choice whether others see what one has read, there once it is known what stands. */
export function ShareReads({ client }: { client: ChatClient }) {
  const [isOn, setOn] = useState<boolean | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const isReachable = client.getState().connection.state === 'connected'
  useEffect(() => {
    if (!isReachable) return
    setProblem(null)
    client.shareReads().then(setOn, error => setProblem(describeFailure(error)))
  }, [client, isReachable])

  async function choose(on: boolean) {
    setOn(on)
    setBusy(true)
    setProblem(null)
    try {
      setOn(await client.shareReads(on))
    } catch (error) {
      setOn(!on)
      setProblem(describeFailure(error))
    }
    setBusy(false)
  }

  return (
    <div>
      {isOn !== null && (
        <label className="check">
          <input
            type="checkbox"
            checked={isOn}
            // Not disabled, or it would lose the focus.
            aria-disabled={isBusy}
            onChange={event => {
              if (!isBusy) void choose(event.target.checked)
            }}
          />
          Let others see what I have read
        </label>
      )}
      <p className="field-hint">In all rooms. People who hide this from others are not listed.</p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
    </div>
  )
}
