import { expect, test } from 'vitest'
import { searchMarks } from '../../../packages/client/src/search-marks.js'

const marked = (text: string, query: string) =>
  searchMarks(text, query).map(([start, end]) => text.slice(start, end))

test('words are marked wherever they stand, whatever their case and accents', () => {
  expect(marked('The café by the CAFE', 'Café')).toEqual(['café', 'CAFE'])
  expect(marked('cafe\u0301s', 'cafe')).toEqual(['cafe\u0301'])
  expect(marked('Hauptstraße, STRASSE', 'strasse')).toEqual(['straße', 'STRASSE'])
  expect(marked('ΟΔΟΣ οδος', 'οδος')).toEqual(['ΟΔΟΣ', 'οδος'])
  expect(marked('ﬁne', 'fine')).toEqual(['ﬁne'])
  expect(marked('👩‍🚀 to the moon 🌙', '🌙')).toEqual(['🌙'])
})

test('marks that touch are one, in the order of the text', () => {
  expect(searchMarks('lunch at noon', 'noon lunch')).toEqual([
    [0, 5],
    [9, 13],
  ])
  expect(marked('banana', 'ana nan')).toEqual(['anan'])
  expect(marked('football', 'ball foot')).toEqual(['football'])
})

test('nothing is marked for a query without words, or with others', () => {
  expect(searchMarks('anything', '  ')).toEqual([])
  expect(searchMarks('anything', 'else')).toEqual([])
  expect(searchMarks('', 'else')).toEqual([])
})
