import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSources } from '../support/source-files.js'

const protocol = readFileSync(new URL('../../packages/shared/PROTOCOL.md', import.meta.url), 'utf8')
const rules = new Set([...protocol.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(match => match[1]))

// A test that shows a rule begins its name with the rule's id; one that shows several has several.
const shown = readSources(['test'], ['.test.ts']).flatMap(({ path, text }) =>
  [...text.matchAll(/['"`]((?:\[[A-Z]+\d+\] ?)+)/g)].flatMap(([, ids = '']) =>
    [...ids.matchAll(/[A-Z]+\d+/g)].map(([id]) => ({ id, path })),
  ),
)

test('every rule of PROTOCOL.md stands in the name of a test', () => {
  const ids = new Set(shown.map(({ id }) => id))
  expect(rules.size).toBeGreaterThan(0)
  expect([...rules].filter(rule => rule !== undefined && !ids.has(rule))).toEqual([])
})

test('every rule that a test names stands in PROTOCOL.md', () => {
  expect(shown.filter(({ id }) => !rules.has(id))).toEqual([])
})

test('every event of the wire stands in the tables of PROTOCOL.md, and no other', () => {
  const events = readFileSync(new URL('../../packages/shared/src/events.ts', import.meta.url), 'utf8')
  const inCode = [...events.matchAll(/^ {2}'([a-z-]+:[a-z-]+)': \(/gm)].map(([, name]) => name)
  const tables = protocol.slice(protocol.indexOf('## Every event'))
  const firstCells = [...tables.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell)
  const inTables = firstCells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
  expect(inCode.length).toBeGreaterThan(0)
  expect(inTables.toSorted()).toEqual(inCode.toSorted())
})
