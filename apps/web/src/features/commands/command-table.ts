import { QUERY_MAX_LENGTH } from '@hubbub/shared'
import { type Command, CommandRefused, type Outcome } from './command.js'
import { actionText, shrugText } from './message-commands.js'
import { invitePerson, messagePerson } from './people-commands.js'
import { joinRoom, leaveRoom, renameRoom, setSlowMode, setTopic } from './room-commands.js'

const DONE: Outcome = { kind: 'done' }

/** In the order in which they are offered. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'me',
    takes: 'text',
    what: 'Say what you do, as in: /me waves',
    isMessage: true,
    run(rest, { me }) {
      if (rest === '') throw new CommandRefused('Write what you do after it, as in: /me waves')
      return { kind: 'send', text: actionText(me.name, rest) }
    },
  },
  {
    name: 'shrug',
    takes: 'text',
    what: 'Add ¯\\_(ツ)_/¯ to a message',
    isMessage: true,
    run: rest => ({ kind: 'send', text: shrugText(rest) }),
  },
  {
    name: 'msg',
    takes: 'name text',
    what: 'Write to one person; you send it there',
    isToPerson: true,
    run: messagePerson,
  },
  {
    name: 'invite',
    takes: 'name',
    what: 'Invite somebody to this room',
    isToPerson: true,
    run: invitePerson,
  },
  { name: 'join', takes: 'room', what: 'Go into a room', run: joinRoom },
  { name: 'topic', takes: 'text', what: 'Say what this room is about', run: setTopic },
  { name: 'rename', takes: 'name', what: 'Give this room another name', run: renameRoom },
  { name: 'slow', takes: 'seconds', what: 'Let people write less often, or: off', run: setSlowMode },
  { name: 'leave', takes: '', what: 'Leave this room', run: leaveRoom },
  {
    name: 'search',
    takes: 'words',
    what: 'Search in this room',
    run(rest, { search }) {
      if (rest.length > QUERY_MAX_LENGTH)
        throw new CommandRefused(`Search for ${QUERY_MAX_LENGTH} characters at most.`)
      search(rest)
      return DONE
    },
  },
  {
    name: 'help',
    takes: '',
    what: 'All keys and commands',
    run(_, { openDialog }) {
      openDialog('shortcuts')
      return DONE
    },
  },
]

export function findCommand(name: string): Command | undefined {
  const wanted = name.toLowerCase()
  return COMMANDS.find(command => command.name === wanted)
}
