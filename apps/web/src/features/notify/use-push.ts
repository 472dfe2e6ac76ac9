import { type ChatClient, CommandFailed } from '@hubbub/client'
import { parseRoomId, ROOM_ID_PATTERN } from '@hubbub/shared'
import { useEffect } from 'react'
import { openRoom } from '../rooms/room-route.js'
import { areOn, notePushed, useNotices } from '../settings/notices.js'
import { pushHere, pushNoMore } from './push-here.js'

const ROOM_ID = new RegExp(ROOM_ID_PATTERN)

/** Keeps the server told whether to push notifications to this device, and goes where a press on one leads. */
export function usePush(client: ChatClient, isConnected: boolean): void {
  const isOn = areOn(useNotices())

  useEffect(() => {
    if (isConnected) void settle(client, isOn)
  }, [client, isConnected, isOn])

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    navigator.serviceWorker.addEventListener('message', lead)
    return () => navigator.serviceWorker.removeEventListener('message', lead)
  }, [])
}

async function settle(client: ChatClient, isOn: boolean): Promise<void> {
  try {
    if (isOn) notePushed(await pushHere(client))
    else await pushNoMore(client)
  } catch (error) {
    // Not answered: it is said again with the next connection.
    if (!(error instanceof CommandFailed)) throw error
  }
}

function lead({ data }: MessageEvent<unknown>): void {
  if (typeof data !== 'object' || data === null || !('roomId' in data)) return
  const { roomId } = data
  if (typeof roomId === 'string' && ROOM_ID.test(roomId)) openRoom(parseRoomId(roomId))
}
