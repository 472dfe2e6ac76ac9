import type { MessageFile, RoomId } from '@hubbub/shared'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { Attachment, Attachments } from './attachments.js'

/** What is attached to the message that is being written in a room. */
export interface RoomFiles {
  list: readonly Attachment[]
  /** Those that the server has; null while some are on their way, or could not be sent. */
  ready: readonly MessageFile[] | null
  /** What to tell about those that were chosen last. */
  note: string | null
  add(files: readonly File[]): void
  retry(key: number): void
  remove(key: number): void
  clear(): void
}

const NO_FILES: readonly Attachment[] = []

export function useAttachments(attachments: Attachments, roomId: RoomId | null): RoomFiles {
  const list = useSyncExternalStore(
    attachments.subscribe,
    useCallback(() => (roomId === null ? NO_FILES : attachments.of(roomId)), [attachments, roomId]),
  )
  const [noted, setNoted] = useState<{ roomId: RoomId; note: string | null } | null>(null)
  const note = noted?.roomId === roomId ? (noted?.note ?? null) : null

  return useMemo(() => {
    const stored = list.flatMap(each => (each.state === 'ready' ? [each.stored] : []))
    const inRoom = (act: (room: RoomId) => void) => {
      if (roomId !== null) act(roomId)
    }
    const forgetNote = (room: RoomId) => setNoted({ roomId: room, note: null })
    return {
      list,
      ready: stored.length === list.length ? stored : null,
      note,
      add: files => inRoom(room => setNoted({ roomId: room, note: attachments.add(room, files) })),
      retry: key => inRoom(room => attachments.retry(room, key)),
      remove: key =>
        inRoom(room => {
          forgetNote(room)
          attachments.remove(room, key)
        }),
      clear: () =>
        inRoom(room => {
          forgetNote(room)
          attachments.clear(room)
        }),
    }
  }, [attachments, roomId, list, note])
}
