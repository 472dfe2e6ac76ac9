import { expect, test } from 'vitest'
import { createTypingNotice } from '../../../packages/client/src/typing.js'

test('[P3] typing is said again though the clock was set back meanwhile', () => {
  let now = 1_000_000
  const said: boolean[] = []
  const type = createTypingNotice({ now: () => now, after: () => () => {} }, isTyping => said.push(isTyping))
  type(true)
  now -= 500_000
  type(true)
  type(true)
  expect(said).toEqual([true, true])
})
