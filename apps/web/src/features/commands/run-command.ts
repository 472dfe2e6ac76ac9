import type { Outcome, Scene } from './command.js'
import { checkReading, type MessageParts, readText } from './read-text.js'

/**
 * Does what a text asks for, as a rule one that begins with a `/`.
 * @throws CommandRefused, or CommandFailed of the client
 */
export function runCommand(text: string, scene: Scene, parts: MessageParts): Outcome | Promise<Outcome> {
  const reading = readText(text)
  checkReading(reading, parts)
  if (reading.kind === 'text') return { kind: 'send', text: reading.text }
  return reading.command.run(reading.rest, scene)
}
