import type { User } from '@hubbub/shared'
import { type ReactNode, useEffect } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Name } from '../../ui/name.js'
import type { OptionSource } from '../../ui/use-option-list.js'
import { useMentionNames, useMentionPeople } from './mentions-context.js'
import { begunMention, suggestPeople } from './suggest-people.js'

/** The people whom a mention that is being written may mean. */
export function useMentionSource(text: string): OptionSource {
  const { people, hasMembers, watch } = useMentionPeople()
  const { me } = useMentionNames()
  const isBegun = text.includes('@')
  useEffect(() => (isBegun ? watch() : undefined), [isBegun, watch])
  return {
    begun(text, caret) {
      const begun = begunMention(text, caret)
      return begun && { label: 'People to mention', ...begun }
    },
    suggest: ({ query }) =>
      suggestPeople(people, query).map(user => ({
        key: user.userId,
        insert: `@${user.name} `,
        shows: personRow(user, me),
      })),
    count: (_, count) => `${countPeople(count)} to mention`,
    basis: hasMembers,
  }
}

export function personRow(user: User, me: string): ReactNode {
  return (
    <>
      <Avatar user={user} size="s" />
      <Name>{user.name}</Name>
      {user.name === me && <span className="option-note">you</span>}
    </>
  )
}

export function countPeople(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}
