import { NAME_MAX_LENGTH, type RoomId, type RoomSummary, TOPIC_MAX_LENGTH } from '@hubbub/shared'
import { isSameName } from '../mentions/find-name.js'
import { readPace } from '../slow-mode/slow-text.js'
import { CommandRefused, type Outcome, type Scene } from './command.js'

/** Pages of the directory that are looked through; whoever has more rooms than that finds the rest by browsing. */
const PAGES_MAX = 10

export async function joinRoom(rest: string, { client, openDialog }: Scene): Promise<Outcome> {
  if (rest === '') {
    openDialog('browse-rooms')
    return { kind: 'done' }
  }
  const name = rest.replace(/^#\s*/, '')
  const isMeant = (room: { name: string }) => isSameName(room.name, rest) || isSameName(room.name, name)
  const joined = [...client.getState().rooms.values()]
    .filter(({ room, partner }) => partner === null && isMeant(room))
    .map(view => view.room)
  // The name of a private room is anybody's choice: the open one is meant first.
  const open = joined.find(({ kind }) => kind === 'public')
  if (open !== undefined) return { kind: 'go', to: open.roomId, draft: '' }

  const { rooms, isAll } = await openRooms(client, isMeant)
  const [room, ...others] = [...joined, ...rooms]
  if (others.length > 0)
    throw new CommandRefused(`Several rooms are called ${name}. Write /join alone to choose one.`)
  if (room === undefined)
    throw new CommandRefused(
      isAll
        ? `There is no open room called ${name}.`
        : `${name} was not found among the first rooms. Write /join alone to look through all.`,
    )
  if (!joined.includes(room)) await client.joinRoom(room.roomId)
  return { kind: 'go', to: room.roomId, draft: '' }
}

export async function setTopic(topic: string, { view, client, openDialog }: Scene): Promise<Outcome> {
  if (view.partner !== null) throw new CommandRefused('A conversation of two has no topic.')
  if (topic === '') {
    openDialog('topic')
    return { kind: 'done' }
  }
  if (topic.includes('\n')) throw new CommandRefused('A topic is one line.')
  if (topic.length > TOPIC_MAX_LENGTH)
    throw new CommandRefused(`A topic has ${TOPIC_MAX_LENGTH} characters at most.`)
  if (topic !== view.room.topic) await client.setTopic(view.room.roomId, topic)
  return { kind: 'done' }
}

export async function renameRoom(name: string, { view, client, openDialog }: Scene): Promise<Outcome> {
  if (view.partner !== null) throw new CommandRefused('A conversation of two has no name.')
  if (!view.isModerator) throw new CommandRefused('Only moderators of this room can rename it.')
  if (name === '') {
    openDialog('rename')
    return { kind: 'done' }
  }
  if (name.length > NAME_MAX_LENGTH)
    throw new CommandRefused(`A name has ${NAME_MAX_LENGTH} characters at most.`)
  if (name !== view.room.name) await client.renameRoom(view.room.roomId, name)
  return { kind: 'done' }
}

export async function setSlowMode(rest: string, { view, client, openDialog }: Scene): Promise<Outcome> {
  if (view.partner !== null) throw new CommandRefused('A conversation of two has no slow mode.')
  if (!view.isModerator) throw new CommandRefused('Only moderators of this room can set slow mode.')
  if (rest === '') {
    openDialog('slow-mode')
    return { kind: 'done' }
  }
  const seconds = readPace(rest)
  if (seconds === null)
    throw new CommandRefused('Write how long people wait, from 5 s to 6 h, as in /slow 30, or /slow off.')
  await client.setSlowMode(view.room.roomId, seconds)
  return { kind: 'done' }
}

export function leaveRoom(_: string, { view, openDialog }: Scene): Outcome {
  if (view.partner !== null)
    throw new CommandRefused('A conversation of two stays as long as both are there.')
  openDialog('leave-room')
  return { kind: 'done' }
}

async function openRooms(client: Scene['client'], isMeant: (room: RoomSummary) => boolean) {
  const rooms: RoomSummary[] = []
  let after: RoomId | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const { others, next } = await client.listRooms(after)
    rooms.push(...others.filter(isMeant))
    if (next === null) return { rooms, isAll: true }
    after = next
  }
  return { rooms, isAll: false }
}
