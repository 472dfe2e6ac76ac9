import { type ChatClient, CommandFailed } from '@hubbub/client'
import { type Account, parseRoomId, ROOM_ID_PATTERN, type UserId } from '@hubbub/shared'
import { useEffect } from 'react'
import { keep } from '../../ui/keep.js'
import { openRoom } from '../rooms/room-route.js'
import { areOn, notePushed, useNotices } from '../settings/notices.js'
import { pushHere, pushNoMore } from './push-here.js'
import { closeAllNotices } from './show-notice.js'

const ROOM_ID = new RegExp(ROOM_ID_PATTERN)

/** Whose notifications this browser has: another tab may be that of somebody who was here before. */
const OWNER = 'hubbub.notices-of'

interface DevicePushesProps {
  account: Account
  client: ChatClient
  isConnected: boolean
}

/** Shows nothing: keeps the server told whether to push notifications to this device, and goes where a press on one leads. */
export function DevicePushes({ account: { userId }, client, isConnected }: DevicePushesProps) {
  const isOn = areOn(useNotices())

  useEffect(() => {
    if (isOn) keep(OWNER, userId)
    void afterAll(() => settle(client, isOn, isConnected))
  }, [userId, client, isOn, isConnected])

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    navigator.serviceWorker.addEventListener('message', lead)
    return () => navigator.serviceWorker.removeEventListener('message', lead)
  }, [])
  return null
}

/** The person who is signed in leaves this browser: what they were told of is for nobody else. */
export async function leaveDevice(userId: UserId): Promise<void> {
  if (localStorage.getItem(OWNER) !== userId) return
  localStorage.removeItem(OWNER)
  void afterAll(() => pushNoMore(null))
  await closeAllNotices()
}

let last: Promise<void> = Promise.resolve()

/** One after another: whoever turns them off while they are being turned on wants them off in the end. */
function afterAll(act: () => Promise<void>): Promise<void> {
  last = last.then(act).catch(error => console.warn('Notifications on this device:', error))
  return last
}

async function settle(client: ChatClient, isOn: boolean, isConnected: boolean): Promise<void> {
  try {
    if (!isOn) await pushNoMore(isConnected ? client : null)
    else if (isConnected) notePushed(await pushHere(client))
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
