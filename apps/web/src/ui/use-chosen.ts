import { useState } from 'react'

interface Chosen<Value> {
  chosen: Value
  choose: (value: Value) => void
  /** Another value was set meanwhile, and would be replaced by what was chosen. */
  isOvertaken: boolean
}

/** What is to be set in place of a value that others can set meanwhile: until something is chosen, it is what they set. */
export function useChosen<Value extends string | number>(now: Value): Chosen<Value> {
  const [before, setBefore] = useState(now)
  const [chosen, choose] = useState(now)
  const [wasSet, setWasSet] = useState(false)
  if (now !== before) {
    setBefore(now)
    if (chosen === before) choose(now)
    else setWasSet(true)
  }
  return { chosen, choose, isOvertaken: wasSet && chosen !== now }
}
