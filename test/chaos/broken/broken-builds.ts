// Servers that break a promise each, one for every promise, for the proof to find guilty. They are the built server with a few lines changed;
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
  | 'no-repair'
  | 'short-texts'
  | 'no-idempotency'
  | 'publish-first'
  | 'holes'
  | 'write-behind'
  | 'stale-pages'
  | 'short-resume'
  | 'no-leaving'
  | 'no-revoking'
  | 'one-lesson'
  | 'open-files'
  | 'no-forgetting'
  | 'old-texts'
  | 'no-pins'
  | 'no-muting'

const APPEND_CALL = '        const reply = await reach(appendScript('

export const BROKEN_BUILDS: Readonly<Record<BrokenName, BrokenBuild>> = {
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
  'short-texts': {
    told: 'a long text is cut short',
    patches: [
      {
        file: 'dist/redis/message-log.js',
        find: "JSON.stringify({ kind: 'message', sender, clientMessageId, replyTo, text })",
        replace:
          "JSON.stringify({ kind: 'message', sender, clientMessageId, replyTo, text: text.slice(0, 60) })",
      },
    ],
    faults: [],
    guiltyOf: 'I2',
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
  holes: {
    told: 'now and then the log has a hole',
    patches: [
      {
        file: 'src/redis/lua/append.lua',
        find: '    seq, mid = seq + 1, new_mid\n',
        replace: '    seq, mid = seq + (#entries == 0 and seq % 20 == 19 and 2 or 1), new_mid\n',
      },
    ],
    faults: [],
    guiltyOf: 'I5',
  },
  'write-behind': {
    told: 'a message is acked first and written to the log a moment later',
    patches: [
      {
        file: 'dist/redis/message-log.js',
        find: '        append(draft) {\n',
        replace: `        async append(draft) {
            if (!draft.isLate) {
                setTimeout(() => this.append({ ...draft, isLate: true }).catch(() => undefined), Math.random() * 500);
                const { epoch, seq } = await this.head(draft.roomId);
                return { epoch, seq: seq + 1, mid: newEntryId(), sentAt: Date.now(), duplicate: false };
            }
`,
      },
    ],
    faults: [],
    guiltyOf: 'I6',
  },
  'stale-pages': {
    told: 'the newest page of a log is told as it was up to a minute ago',
    patches: [
      {
        file: 'dist/redis/message-log.js',
        find: '    async function read(roomId, reader, stretch) {\n',
        replace: `    async function read(roomId, reader, stretch) {
        if (reader === null || stretch.mode !== 'newest') return readNow(roomId, reader, stretch);
        const pages = (readNow.pages ??= new Map());
        if (!pages.has(roomId)) {
            pages.set(roomId, readNow(roomId, reader, stretch));
            setTimeout(() => pages.delete(roomId), 60_000);
        }
        return pages.get(roomId);
    }
    async function readNow(roomId, reader, stretch) {
`,
      },
    ],
    faults: [],
    guiltyOf: 'I7',
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
    // Everybody comes back at once, and writes.
    faults: ['reconnect-storm'],
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
  'one-lesson': {
    told: 'the script that writes messages is sent to Redis once, and not again when Redis has forgotten it',
    patches: [
      {
        file: 'dist/redis/script.js',
        find: '    return async function runScript(keys, args) {\n',
        replace: `    let isKnown = false;
    return async function runScript(keys, args) {
`,
      },
      {
        file: 'dist/redis/script.js',
        find: "startsWith('NOSCRIPT')))\n                throw error;\n",
        replace: `startsWith('NOSCRIPT')) || (isKnown && parts.includes('append.lua')))
                throw error;
            isKnown = true;
`,
      },
    ],
    faults: ['script-flush'],
    guiltyOf: 'I11',
  },
  'open-files': {
    told: 'every message leaves a file open',
    patches: [
      {
        file: 'dist/redis/message-log.js',
        find: '        append(draft) {\n',
        replace: `        append(draft) {
            void import('node:fs').then(({ openSync }) => openSync('/dev/null'));
`,
      },
    ],
    // What is open when it begins is what should be open at the end.
    faults: ['nginx-reload'],
    guiltyOf: 'I12',
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
  'old-texts': {
    told: 'whoever reads the log is told of a changed message that it says something else',
    patches: [
      {
        file: 'src/redis/lua/read.lua',
        find: '  local target = has_deleted and ',
        replace: `  entry = string.gsub(entry, '("kind":"message%-changed".*"text":").+"}$', '%1something else"}')
  local target = has_deleted and `,
      },
    ],
    faults: [],
    guiltyOf: 'I14',
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
