import { pino } from 'pino'
import { expect, test } from 'vitest'
import { watchPrimary } from '../../../apps/server/src/cluster/primary-watch.js'

function watch() {
  const ends: number[] = []
  const log = pino({ level: 'silent' })
  let asked = 0
  const primary = watchPrimary(() => ends.push(asked), log)
  const ask = (times: number) => {
    for (let time = 0; time < times; time += 1) {
      asked += 1
      primary.asked()
    }
  }
  return { ask, answered: primary.answered, ends }
}

test('[O2] a primary that leaves fifteen beats in a row unanswered is ended with the next', () => {
  const { ask, answered, ends } = watch()
  answered()
  ask(15)
  expect(ends).toEqual([])
  ask(1)
  expect(ends).toEqual([16])
})

test('[O2] one answer in time is enough, and one that never answered is of an older version and stays', () => {
  const { ask, answered, ends } = watch()
  ask(40)
  expect(ends).toEqual([])
  answered()
  for (let round = 0; round < 4; round += 1) {
    ask(15)
    answered()
  }
  expect(ends).toEqual([])
})
