// What a client may ask about the reading of others, and whether they may be told of its user's.

import type { ListReaders, ShareReads } from '@hubbub/shared'
import { ListReadersSchema, ShareReadsSchema } from '@hubbub/shared/schemas'
import type { ReadersRules } from '../chat/message-readers.js'
import type { Caller } from './commands.js'
import { type Handle, type Handler, validator } from './handle.js'
import { createRateLimit } from './rate-limit.js'

export function createReadingCommands(
  handle: Handle,
  readers: ReadersRules,
): ReadonlyMap<string, Handler<Caller>> {
  const is = {
    list: validator<ListReaders>(ListReadersSchema),
    share: validator<ShareReads>(ShareReadsSchema),
  }
  const limits = {
    // Each looks at every member of the room.
    lists: createRateLimit(30, 10),
    shares: createRateLimit(30, 60),
  }

  return new Map<string, Handler<Caller>>([
    [
      'message:readers',
      handle(is.list, limits.lists, (request, { user }: Caller) => readers.list(user, request)),
    ],
    [
      'reads:share',
      handle(is.share, limits.shares, (command, { user }: Caller) => readers.share(user, command)),
    ],
  ])
}
