import type { ChatClient, RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react'
import { createFindName, type FindName } from './find-name.js'
import { peopleOf } from './people-of.js'

export interface MentionNames {
  /** A name that can be mentioned in this room. */
  findName: FindName
  /** The reader's own. */
  me: string
}

export interface MentionPeople {
  /** In the order in which they are suggested. */
  people: readonly User[]
  /** Whether these are all who are known to be members, present or not. */
  hasMembers: boolean
  /** Asks for them while somebody writes a mention. @returns what ends that */
  watch: () => () => void
}

const PeopleContext = createContext<MentionPeople>({ people: [], hasMembers: true, watch: () => () => {} })
// Apart from the people, whose order changes with every message: painted text depends on their names only.
const NamesContext = createContext<MentionNames>({ findName: () => null, me: '' })

interface MentionsProps {
  client: ChatClient
  view: RoomView
  account: User
  children: ReactNode
}

/** Tells whatever shows or writes messages of a room who can be mentioned there. */
export function Mentions({ client, view, account, children }: MentionsProps) {
  const { timeline, presence, members } = view
  const { roomId } = view.room
  const { entries } = timeline
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the timeline only the entries matter
  const people = useMemo(
    () => peopleOf({ timeline, presence, members }, account),
    [entries, presence, members, account],
  )
  const hasMembers = members !== null
  const watch = useCallback(() => client.watchMembers(roomId), [client, roomId])
  const mentioned = useMemo(() => ({ people, hasMembers, watch }), [people, hasMembers, watch])
  // No name holds a line break.
  const all = useMemo(
    () =>
      people
        .map(({ name }) => name)
        .sort()
        .join('\n'),
    [people],
  )
  const names = useMemo(
    () => ({ findName: createFindName(all.split('\n')), me: account.name }),
    [all, account.name],
  )
  return (
    <PeopleContext value={mentioned}>
      <NamesContext value={names}>{children}</NamesContext>
    </PeopleContext>
  )
}

export function useMentionPeople(): MentionPeople {
  return useContext(PeopleContext)
}

export function useMentionNames(): MentionNames {
  return useContext(NamesContext)
}
