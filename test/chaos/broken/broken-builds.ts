// Nine servers that break a promise each, for the proof to find guilty. They are the built server with a few lines changed;
// the product itself has no switch for it.

import type { InvariantId } from '../checker/verdict.js'

export interface Patch {
  /** Below apps/server. */
  file: string
  /** Must stand there exactly once. */
  find: string
  replace: string
}

export interface BrokenBuild {
  /** What it does wrong, for people. */
  told: string
  patches: readonly Patch[]
  /** Faults under which it shows, whatever the seed. */
  faults: readonly string[]
  /** At least this must be found. */
  guiltyOf: InvariantId
}

export type BrokenName =
  | 'publish-first'
  | 'no-idempotency'
  | 'no-repair'
  | 'short-resume'
  | 'no-leaving'
  | 'no-revoking'
  | 'no-forgetting'
  | 'no-pins'
  | 'no-muting'

const APPEND_CALL = '        const reply = await reach(appendScript('

export const BROKEN_BUILDS: Readonly<Record<BrokenName, BrokenBuild>> = {
  'publish-first': {
    told: 'readers are told of a message before it is in the log',
    patches: [
      {
        file: 'dist/redis/message-log.js',
        find: APPEND_CALL,
        replace: `        const [epoch, headSeq, before] = await reach(redis.hmget(keys.head(roomId), 'epoch', 'seq', 'mid'));
        const first = Number(headSeq) + 1;
        const told = drafts.map((_, index) => \`{"seq":\${first + index},"mid":"\${messages[5 * index + 1]}","sentAt":\${Date.now()},\${messages[5 * index + 3]}\`);
        const header = \`\${epoch} \${first} \${first + told.length - 1} \${messages.at(-4)} \${before ?? ''}\`;
        await reach(redis.spublish(keys.feed(roomId), \`\${header}\\n[\${told.join(',')}]\`));
${APPEND_CALL}`,
      },
      {
        file: 'src/redis/lua/append.lua',
        find: 'if #entries > 0 then publish(head_key, channel, mid_before, epoch, seq, mid, entries) end',
        replace: "if #entries > 0 then redis.call('HSET', head_key, 'seq', seq, 'mid', mid) end",
      },
    ],
    // What cannot be written has been told already.
    faults: ['redis-memory-full'],
    guiltyOf: 'I4',
  },
  'no-idempotency': {
    told: 'a message that is sent again is written again',
    patches: [
      {
        file: 'src/redis/lua/log.lua',
        find: "string.match(redis.call('GET', receipt_key) or '', ",
        replace: "string.match('', ",
      },
    ],
    // What was sent is in the log, and is sent again.
    faults: ['link-late'],
    guiltyOf: 'I3',
  },
  'no-repair': {
    told: 'what is lost on a channel is not read from the log',
    patches: [
      {
        file: 'dist/feed/room-feed.js',
        find: '    function repair(room) {\n',
        replace: '    function repair(room) {\n        if (room) return;\n',
      },
    ],
    faults: ['channels-cut'],
    guiltyOf: 'I1',
  },
  'short-resume': {
    told: 'whoever comes back is not told the first entry that they missed',
    patches: [
      {
        file: 'src/redis/lua/read.lua',
        find: "(known_seq + 1) .. '-0', '+'",
        replace: "(known_seq + (mode == 'resume' and 2 or 1)) .. '-0', '+'",
      },
    ],
    // Somebody comes back all the time.
    faults: [],
    guiltyOf: 'I8',
  },
  'no-leaving': {
    told: 'whoever has gone is still present',
    patches: [
      {
        file: 'dist/redis/presence-store.js',
        find: 'await reach(redis.srem(keys.present(roomId), member(ownKey, user)));',
        replace: '',
      },
    ],
    faults: [],
    guiltyOf: 'I9',
  },
  'no-revoking': {
    told: 'nobody tells the connections of a session that it has ended',
    patches: [
      {
        file: 'dist/feed/signals.js',
        find: '        sessionRevoked(sessionId) {\n',
        replace: '        sessionRevoked(sessionId) {\n            if (sessionId) return;\n',
      },
    ],
    faults: [],
    guiltyOf: 'I10',
  },
  'no-pins': {
    told: 'whoever comes is not told what is pinned',
    patches: [
      {
        file: 'src/redis/lua/read.lua',
        find: "local pins = redis.call('ZREVRANGE', pins_key, 0, -1)",
        replace: 'local pins = {}',
      },
    ],
    faults: [],
    guiltyOf: 'I15',
  },
  'no-forgetting': {
    told: 'whoever reads the log is told what was deleted',
    patches: [
      {
        file: 'src/redis/lua/read.lua',
        find: "if not target or not redis.call('ZSCORE', deleted_key, target) then return entry end",
        replace: 'if entry then return entry end',
      },
    ],
    // It shows to whoever reads the log, also while nothing breaks.
    faults: [],
    guiltyOf: 'I13',
  },
  'no-muting': {
    told: 'what the muted write is in the log',
    patches: [
      {
        file: 'src/redis/lua/append.lua',
        find: 'why_refused = restriction_of(restricted_key, user_id)',
        replace: 'why_refused = nil',
      },
    ],
    // Somebody is muted all the time.
    faults: [],
    guiltyOf: 'I16',
  },
}

export const BROKEN_NAMES = Object.keys(BROKEN_BUILDS).filter(
  (name): name is BrokenName => name in BROKEN_BUILDS,
)
