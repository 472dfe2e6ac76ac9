import { type Account, ChatError, parseUserId } from '@hubbub/shared'
import { pino } from 'pino'
import Type from 'typebox'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Caller, createHandle } from '../../../apps/server/src/socket/handle.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const account: Account = { userId: parseUserId('ann'), name: 'Ann', kind: 'guest' }
const caller = { user: account } as unknown as Caller

function setUp(
  run: (text: string) => Promise<unknown>,
  options: { mayAnswer?: boolean; limited?: boolean } = {},
) {
  const logged: { msg: string; level: number }[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  const answers: unknown[] = []
  const limit = async () => {
    if (options.limited) throw new ChatError('rate_limited', 'Too fast.', 500)
  }
  const handle = createHandle(
    logger,
    () => options.mayAnswer ?? true,
    async () => undefined,
  )
  const handled = handle(Type.String(), limit, run)
  const handler = (...args: unknown[]) => handled(caller, args)
  return { handler, answers, logged, ack: (answer: unknown) => void answers.push(answer) }
}

test('[E1] what a rule returns is the answer', async () => {
  const { handler, answers, ack } = setUp(async text => text.length)
  handler('four', ack)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(answers).toEqual([{ ok: true, value: 4 }])
})

test('[E1] a refusal is told with its code, and anything else as internal, without a word of what it was', async () => {
  const refusal = setUp(() => Promise.reject(new ChatError('conflict', 'Used already.')))
  refusal.handler('x', refusal.ack)
  const bug = setUp(() => Promise.reject(new TypeError('secret of the house')))
  bug.handler('x', bug.ack)
  await vi.advanceTimersByTimeAsync(0)
  expect(refusal.answers).toEqual([
    { ok: false, code: 'conflict', message: 'Used already.', retryable: false },
  ])
  expect(refusal.logged).toEqual([])
  expect(bug.answers).toMatchObject([{ ok: false, code: 'internal', retryable: true }])
  expect(JSON.stringify(bug.answers)).not.toContain('secret')
  expect(bug.logged).toMatchObject([{ level: 50, msg: 'command failed by a bug', userId: 'ann' }])
})

test('[E4] what takes too long is unavailable, and its late outcome is not told', async () => {
  const { handler, answers, ack } = setUp(
    text => new Promise(resolve => setTimeout(() => resolve(text), 5_000)),
  )
  handler('late', ack)
  await vi.advanceTimersByTimeAsync(2_999)
  expect(answers).toMatchObject([{ ok: false, code: 'unavailable', retryable: true, retryAfterMs: 1_000 }])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(answers).toHaveLength(1)
})

test('[E2] a wrong request is refused before it counts or runs, and one without an ack does nothing', async () => {
  let runs = 0
  const { handler, answers, ack } = setUp(
    async () => {
      runs += 1
    },
    { limited: true },
  )
  const wrong: unknown[][] = [[ack], [1, ack], [undefined, ack], ['x', 'y', ack], [ack, ack]]
  for (const args of wrong) handler(...args)
  for (const args of [[], ['x'], [null], ['x', ack, 'y']]) handler(...args)
  await vi.advanceTimersByTimeAsync(0)
  expect(answers).toHaveLength(wrong.length)
  for (const answer of answers) expect(answer).toMatchObject({ code: 'bad_request' })
  expect(runs).toBe(0)
})

test('[E3] who is too fast is told so, and nothing is run', async () => {
  let runs = 0
  const { handler, answers, ack } = setUp(
    async () => {
      runs += 1
    },
    { limited: true },
  )
  handler('x', ack)
  await vi.advanceTimersByTimeAsync(0)
  expect(answers).toMatchObject([{ code: 'rate_limited', retryAfterMs: 500 }])
  expect(runs).toBe(0)
})

test('[O3] a worker that may have been replaced says nothing', async () => {
  const { handler, answers, ack } = setUp(async text => text, { mayAnswer: false })
  handler('x', ack)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(answers).toEqual([])
})

test('an ack that throws is told in the log and harms nobody', async () => {
  const { handler, logged } = setUp(async text => text)
  handler('x', () => {
    throw new Error('socket gone')
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(logged).toMatchObject([{ msg: 'ack failed' }])
})
