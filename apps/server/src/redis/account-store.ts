// Accounts and their names. Always true: a session of an older generation than its account's is over, unless it is the one
// that was spared last; once over, it stays so.

import { ChatError, parseUserId, type User, type UserId } from '@hubbub/shared'
import type { Accounts, Session, StoredAccount } from '../chat/ports.js'
import { createAskEach, createAskedTogether } from './asked-together.js'
import { type Commands, reach } from './connections.js'
import type { Keys } from './keys.js'
import { lifeLeftOf } from './life-left.js'
import { createFindMissing } from './missing-keys.js'
import { createScript } from './script.js'

/** A name whose account was never finished is free again after this. */
export const NAME_RESERVED_SECONDS = 60

/** Few enough to be put away between two looks. */
const GUESTS_AT_ONCE = 50

/** Read of the index at once; most of them are there. */
const PEOPLE_AT_ONCE = 50
/** What says which sessions of an account stand. */
const SESSIONS_QUESTION = ['HMGET', 'generation', 'sparedSession'] as const
/** In UTF-8, above every name. */
const AFTER_ALL = '\u{10FFFF}'

// Names hold no line break.
function personMember(userId: UserId, skeleton: string): string {
  return `${skeleton}\n${userId}`
}

function idOf(member: string): UserId {
  return parseUserId(member.slice(member.lastIndexOf('\n') + 1))
}

// User ids hold no space; names may.
function guestMember({ userId, name }: User): string {
  return `${userId} ${name}`
}

function saysCurrent(reply: unknown, { sessionId, generation }: Session): boolean {
  if (!Array.isArray(reply)) throw new Error('expected a list from Redis')
  const [current, spared] = reply
  return Number(current ?? 0) === generation || spared === sessionId
}

export function createAccountStore(redis: Commands, keys: Keys): Accounts {
  const beginAccount = createScript(redis, 'begin-account.lua')
  const ownName = createScript(redis, 'own-name.lua')
  const endOtherSessions = createScript(redis, 'end-other-sessions.lua')
  const shareReads = createScript(redis, 'share-reads.lua')
  const askName = createAskedTogether(redis, ['HGET', 'name'])
  const askHides = createAskedTogether(redis, ['HGET', 'hidesReads'])
  const askLifeLeft = createAskedTogether(redis, ['PTTL'])
  const askSessions = createAskedTogether(redis, SESSIONS_QUESTION)
  const askEach = createAskEach(redis)
  const findMissing = createFindMissing(redis)

  return {
    async create({ userId, name, kind, passwordHash }, skeleton) {
      const reserved = await reach(
        redis.set(keys.accountName(skeleton), userId, 'EX', NAME_RESERVED_SECONDS, 'NX'),
      )
      if (reserved === null)
        throw new ChatError('name_taken', 'That name, or one that looks like it, is in use.')
      const fields = ['name', name, 'kind', kind, 'passwordHash', passwordHash ?? '']
      await reach(beginAccount([keys.account(userId)], [NAME_RESERVED_SECONDS, ...fields]))
    },

    async find(skeleton): Promise<StoredAccount | null> {
      const id = await reach(redis.get(keys.accountName(skeleton)))
      if (id === null) return null
      const userId = parseUserId(id)
      const [name, kind, passwordHash, generation] = await reach(
        redis.hmget(keys.account(userId), 'name', 'kind', 'passwordHash', 'generation'),
      )
      if (!name) return null
      return {
        userId,
        name,
        kind: kind === 'guest' ? 'guest' : 'registered',
        passwordHash: passwordHash || null,
        generation: Number(generation ?? 0),
      }
    },

    async keep(userId, skeleton, ttlSeconds) {
      const account = keys.account(userId)
      await reach(ttlSeconds === null ? redis.persist(account) : redis.expire(account, ttlSeconds))
      const isTheirs = await reach(ownName([keys.accountName(skeleton)], [userId, ttlSeconds ?? 'for good']))
      if (isTheirs === 1) await reach(redis.zadd(keys.people, 0, personMember(userId, skeleton)))
    },

    async user(userId) {
      const name = await askName(keys.account(userId))
      return typeof name === 'string' && name !== '' ? { userId, name } : null
    },

    async sharesReads(userId) {
      return (await askHides(keys.account(userId))) === null
    },

    async setSharesReads(userId, on) {
      await reach(shareReads([keys.account(userId)], [on ? 1 : 0]))
    },

    async account(userId) {
      const [name, kind] = await reach(redis.hmget(keys.account(userId), 'name', 'kind'))
      return name ? { userId, name, kind: kind === 'guest' ? 'guest' : 'registered' } : null
    },

    async findPeople(skeleton, limit) {
      const people: User[] = []
      for (let from = `[${skeleton}`; people.length < limit; ) {
        const page = await reach(
          redis.zrangebylex(keys.people, from, `(${skeleton}${AFTER_ALL}`, 'LIMIT', 0, PEOPLE_AT_ONCE),
        )
        const found = await Promise.all(page.map(member => this.user(idOf(member))))
        for (const [index, person] of found.entries()) {
          if (person !== null) people.push(person)
          // Their account has ended by itself, and nobody else will have its id.
          else await reach(redis.zrem(keys.people, page[index] ?? ''))
        }
        const last = page.at(-1)
        if (last === undefined || page.length < PEOPLE_AT_ONCE) break
        from = `(${last}`
      }
      return people.slice(0, limit)
    },

    async lifeLeft(userId) {
      return lifeLeftOf(await askLifeLeft(keys.account(userId)))
    },

    async isCurrent(session) {
      return saysCurrent(await askSessions(keys.account(session.account.userId)), session)
    },

    async gone(userIds) {
      const places = await findMissing(userIds.map(keys.account))
      return places.flatMap(place => userIds[place] ?? [])
    },

    async notCurrent(sessions) {
      const replies = await askEach(
        sessions.map(({ account }) => keys.account(account.userId)),
        SESSIONS_QUESTION,
      )
      return sessions.filter((session, index) => !saysCurrent(replies[index], session))
    },

    async endOtherSessions({ sessionId, account, generation }, change) {
      const { from, to } = change ?? { from: '', to: '' }
      const outcome = await reach(
        endOtherSessions([keys.account(account.userId)], [sessionId, generation, from, to]),
      )
      if (outcome === 'ended') return
      if (outcome === 'over') throw new ChatError('unauthenticated', 'This session has ended.')
      if (outcome !== 'other password') throw new Error('expected another word from Redis')
      throw new ChatError('bad_credentials', 'The password has been changed in the meantime.')
    },

    async rememberGuest(guest, endsAtMs) {
      await reach(redis.zadd(keys.guests, String(endsAtMs), guestMember(guest)))
    },

    async endedGuests(atMs) {
      const ended = await reach(redis.zrangebyscore(keys.guests, '-inf', atMs, 'LIMIT', 0, GUESTS_AT_ONCE))
      return ended.map(member => {
        const [userId = '', ...name] = member.split(' ')
        return { userId: parseUserId(userId), name: name.join(' ') }
      })
    },

    async forgetGuest(guest) {
      await reach(redis.zrem(keys.guests, guestMember(guest)))
    },

    async remove(userId, skeleton) {
      await reach(redis.zrem(keys.people, personMember(userId, skeleton)))
      await reach(ownName([keys.accountName(skeleton)], [userId, 'free']))
      await reach(redis.del(keys.account(userId)))
    },
  }
}
