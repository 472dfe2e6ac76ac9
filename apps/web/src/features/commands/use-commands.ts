import { type RefObject, useRef, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { loadLater, useLater } from '../chat/later.js'
import type { Drafts } from '../composer/drafts.js'
import { openRoom } from '../rooms/room-route.js'
import { asText } from './as-text.js'
import { CommandRefused, type Outcome, type Scene } from './command.js'
import type { Note } from './command-note.js'

interface CommandsOfComposer {
  box: RefObject<HTMLTextAreaElement | null>
  scene: Scene
  isReply: boolean
  hasFiles: boolean
  drafts: Drafts
  /** Sends a message of this room. @throws CommandFailed */
  post: (text: string) => void
  write: (text: string) => void
}

/** Sends what is text and does what is a command. What fails says why, and the text stays. */
export function useCommands({ box, scene, isReply, hasFiles, drafts, post, write }: CommandsOfComposer) {
  const [note, setNote] = useState<Note | null>(null)
  const isBusy = useRef(false)
  const later = useLater()

  async function submit(text: string) {
    setNote(null)
    const before = box.current?.value
    try {
      const plain = asText(text)
      if (plain !== null) return post(plain)
      if (isBusy.current) throw new CommandRefused('The last command is still under way.')
      // At once where nothing is waited for: what is typed next belongs to the next message.
      const { runCommand } = later ?? (await whileBusy(needed()))
      const outcome = runCommand(text, scene, { isReply, hasFiles })
      const answer = outcome instanceof Promise ? await whileBusy(outcome) : outcome
      // Whoever has gone elsewhere or has written on meanwhile is left alone.
      if (box.current?.value === before) finish(answer)
    } catch (error) {
      const problem = error instanceof CommandRefused ? error.message : describeFailure(error)
      setNote({ text: problem, isProblem: true })
    }
  }

  async function whileBusy<Value>(outcome: Promise<Value>): Promise<Value> {
    isBusy.current = true
    try {
      return await outcome
    } finally {
      isBusy.current = false
    }
  }

  function finish(outcome: Outcome) {
    if (outcome.kind === 'send') return post(outcome.text)
    if (outcome.kind === 'done') {
      write('')
      if (outcome.says !== undefined) setNote({ text: outcome.says, isProblem: false })
      return
    }
    const { to, draft } = outcome
    if (to === scene.view.room.roomId) return write(draft)
    if (draft !== '') drafts.write(to, [drafts.read(to), draft].filter(text => text !== '').join('\n'))
    write('')
    openRoom(to)
  }

  return { note, forgetNote: () => setNote(null), submit }
}

async function needed() {
  try {
    return await loadLater()
  } catch (cause) {
    throw new CommandRefused('That part of the page could not be loaded. Load the page again.', { cause })
  }
}
