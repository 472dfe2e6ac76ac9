// What a client may ask about the reading of others, and whether they may be told of its user's.

import { ListReadersSchema, ShareReadsSchema } from '@hubbub/shared/schemas'
import type { ReadersRules } from '../chat/message-readers.js'
import type { Handle, Handler } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createReadingCommands(handle: Handle, readers: ReadersRules): ReadonlyMap<string, Handler> {
  const limits = {
    // Each looks at every member of the room.
    lists: createRateLimit(30, 10),
    shares: createRateLimit(30, 60),
  }

  return new Map([
    [
      'message:readers',
      handle(ListReadersSchema, limits.lists, (request, { user }) => readers.list(user, request)),
    ],
    [
      'reads:share',
      handle(ShareReadsSchema, limits.shares, (command, { user }) => readers.share(user, command)),
    ],
  ])
}
