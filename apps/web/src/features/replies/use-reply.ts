import type { MessageEntry, RoomId } from '@hubbub/shared'
import { useCallback, useMemo, useState } from 'react'
import { focusComposer } from '../composer/focus-composer.js'

export interface Reply {
  /** The message that what is being written answers. */
  to: MessageEntry | null
  begin(message: MessageEntry): void
  end(): void
}

export function useReply(roomId: RoomId | null): Reply {
  const [replying, setReplying] = useState<{ roomId: RoomId | null; to: MessageEntry } | null>(null)
  if (replying !== null && replying.roomId !== roomId) setReplying(null)
  const to = replying?.to ?? null

  const begin = useCallback(
    (message: MessageEntry) => {
      setReplying({ roomId, to: message })
      focusComposer()
    },
    [roomId],
  )
  const end = useCallback(() => setReplying(null), [])
  return useMemo(() => ({ to, begin, end }), [to, begin, end])
}
