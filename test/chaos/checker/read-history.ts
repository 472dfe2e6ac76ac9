// Streams the histories of a run, file by file and line by line, so that their size does not matter. Always true:
//  - lines of one file come in their order; files come by name;
//  - a last line that its process did not finish, because it was killed while it wrote, is let go; any other line that is
//    no record makes the histories unusable.

import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { HistoryRecord } from '../history.js'
import { parseRecord } from './parse-record.js'

/** A line of a file, as one number, since millions of them are kept. */
export type Place = number

const LINES_PER_FILE_MAX = 2 ** 36
const CHUNK_BYTES = 1 << 20
const PROBLEMS_MAX = 10

export interface ReadHistory {
  files: readonly string[]
  lines: number
  /** Lines that are no records. */
  problems: readonly string[]
}

export function placeOf(file: number, line: number): Place {
  return file * LINES_PER_FILE_MAX + line
}

export function fileAndLine(place: Place): { file: number; line: number } {
  return { file: Math.floor(place / LINES_PER_FILE_MAX), line: place % LINES_PER_FILE_MAX }
}

export async function readHistory(
  dir: string,
  visit: (record: HistoryRecord, place: Place, text: string) => void,
): Promise<ReadHistory> {
  const files = (await readdir(dir)).filter(name => name.endsWith('.ndjson')).sort()
  const problems: string[] = []
  let lines = 0
  for (const [index, name] of files.entries()) {
    const ended = await readLines(join(dir, name), (text, line, isWhole) => {
      try {
        visit(parseRecord(text), placeOf(index, line), text)
      } catch (error) {
        if (isWhole && problems.length < PROBLEMS_MAX) problems.push(`${name}:${line}: ${String(error)}`)
      }
    })
    lines += ended
  }
  return { files, lines, problems }
}

/** @returns how many lines there are */
async function readLines(
  path: string,
  visit: (text: string, line: number, isWhole: boolean) => void,
): Promise<number> {
  let rest = ''
  let line = 0
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
    const parts = (rest + String(chunk)).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      line += 1
      if (part !== '') visit(part, line, true)
    }
  }
  if (rest === '') return line
  visit(rest, line + 1, false)
  return line + 1
}
