import { NAME_MAX_LENGTH } from '@hubbub/shared'
import type { Begun } from '../../ui/use-option-list.js'
import type { Command } from './command.js'
import { COMMANDS, findCommand } from './command-table.js'

export const COMMAND_LIST = 'Commands'
export const PERSON_LIST = 'People'

const NAME = /^\/(?<name>[^\s/]*)$/
const PERSON = /^\/(?<name>\w+) +(?<query>@?[^\n]*)$/

/** The command that is being written before the caret, or the person it is for. */
export function begunCommand(text: string, caret: number): Begun | null {
  const before = text.slice(0, caret)
  const name = NAME.exec(before)?.groups?.name
  if (name !== undefined) return { label: COMMAND_LIST, start: 0, query: name }

  const { name: given = '', query = '' } = PERSON.exec(before)?.groups ?? {}
  if (!findCommand(given)?.isToPerson) return null
  const written = query.replace(/^@/, '')
  if (/\s$/.test(written) || [...written].length > NAME_MAX_LENGTH) return null
  return { label: PERSON_LIST, start: caret - query.length, query: written }
}

/** Those that begin so. */
export function suggestCommands(query: string): readonly Command[] {
  const wanted = query.toLowerCase()
  return COMMANDS.filter(({ name }) => name.startsWith(wanted))
}
