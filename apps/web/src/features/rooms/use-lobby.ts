import type { ChatClient, ChatState } from '@hubbub/client'
import { LOBBY } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'

interface LobbyEntry {
  isEntering: boolean
  /** Why the lobby could not be entered. */
  problem: string | null
}

/** Takes somebody who has never been in a room to the lobby; whoever leaves it stays out. */
export function useLobby(client: ChatClient, { rooms, roomsLoaded }: ChatState): LobbyEntry {
  const [hadRooms, setHadRooms] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  if (rooms.size > 0 && !hadRooms) setHadRooms(true)
  const isNewcomer = roomsLoaded && !hadRooms && rooms.size === 0

  useEffect(() => {
    if (isNewcomer) client.joinRoom(LOBBY).catch(error => setProblem(describeFailure(error)))
  }, [client, isNewcomer])

  return { isEntering: isNewcomer && problem === null, problem }
}
