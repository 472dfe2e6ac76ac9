import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type HistoryRecord, parseRecord } from './records.js'

/** The truth is read first, so that everything else can be compared with it while it is read. */
const TRUTH_FILE = 'truth.ndjson'

/** Names of all history files of a folder in the order in which they must be read. */
export async function historyFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.ndjson')).sort()
  const first = names.filter(name => name === TRUTH_FILE)
  return [...first, ...names.filter(name => name !== TRUTH_FILE)].map(name => join(folder, name))
}

export interface NumberedRecord {
  record: HistoryRecord
  file: string
  line: number
}

/** Line by line, however long the file. @throws SyntaxError naming file and line */
export async function* readHistory(file: string): AsyncGenerator<NumberedRecord> {
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line += 1
    if (text === '') continue
    yield { record: parseAt(text, file, line), file, line }
  }
}

function parseAt(text: string, file: string, line: number): HistoryRecord {
  try {
    return parseRecord(text)
  } catch (cause) {
    throw new SyntaxError(`${file}:${line} is no record of a history`, { cause })
  }
}
