import { expect, test } from 'vitest'
import { readSources } from '../../support/source-files.js'

test('every custom property that a style asks for is set somewhere', () => {
  const sources = readSources(['apps/web'], ['.css', '.ts', '.tsx'])
  const found = (pattern: RegExp) =>
    new Set(sources.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name)))
  const asked = found(/var\((--[\w-]+)/g)
  const set = found(/(--[\w-]+)['"`]?\]?:/g)
  expect(asked.size).toBeGreaterThan(40)
  expect([...asked].filter(name => !set.has(name))).toEqual([])
})
