import { loadLater } from '../chat/later.js'
import { type Command, CommandRefused, type Outcome, type Scene } from './command.js'

/** @throws CommandRefused, or CommandFailed of the client */
export function runCommand({ run }: Command, rest: string, scene: Scene): Outcome | Promise<Outcome> {
  if (typeof run !== 'string') return run(rest, scene)
  return later().then(parts => parts[run](rest, scene))
}

async function later() {
  try {
    return await loadLater()
  } catch (cause) {
    throw new CommandRefused('That part of the page could not be loaded. Load the page again.', { cause })
  }
}
