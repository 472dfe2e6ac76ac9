// What a text that is about to be sent means. A text that begins with `/` is never sent by accident: it is a command,
// or it names none; `//` sends it with one of them.

import { shortened } from '@hubbub/shared'
import { asText } from './as-text.js'
import { type Command, CommandRefused } from './command.js'
import { findCommand } from './command-table.js'

type Sensible = { kind: 'text'; text: string } | { kind: 'command'; command: Command; rest: string }
export type Reading = Sensible | { kind: 'unknown'; name: string }

const WRITTEN = /^\/(?<name>\S*)\s*(?<rest>[\s\S]*)$/

export function readText(text: string): Reading {
  const plain = asText(text)
  if (plain !== null) return { kind: 'text', text: plain }
  const { name = '', rest = '' } = WRITTEN.exec(text)?.groups ?? {}
  const command = findCommand(name)
  return command === undefined ? { kind: 'unknown', name } : { kind: 'command', command, rest: rest.trim() }
}

/** More of a name would not be read. */
const NAME_SHOWN = 40

/** What stands beside the text. */
export interface MessageParts {
  isReply?: boolean
  hasFiles?: boolean
}

/** @throws CommandRefused with what is wrong, for whoever wrote it */
export function checkReading(
  reading: Reading,
  { isReply = false, hasFiles = false }: MessageParts,
): asserts reading is Sensible {
  if (reading.kind === 'text') return
  if (reading.kind === 'unknown') throw new CommandRefused(unknownText(reading.name))
  const { command, rest } = reading
  if (isReply && !command.isMessage)
    throw new CommandRefused(`/${command.name} cannot be a reply. Close the reply first.`)
  if (hasFiles && !command.isMessage)
    throw new CommandRefused(`/${command.name} cannot have files. Remove them first.`)
  if (command.takes === '' && rest !== '') throw new CommandRefused(`Nothing can follow /${command.name}.`)
}

function unknownText(name: string): string {
  return `There is no command /${shortened(name, NAME_SHOWN)}. Begin with // to send it as it is.`
}

/** Whether others are told that somebody is writing: not while that is no message. */
export function isMessage(text: string): boolean {
  const reading = readText(text)
  return reading.kind === 'text'
    ? text !== ''
    : reading.kind === 'command' && reading.command.isMessage === true
}
