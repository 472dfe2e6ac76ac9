import type { RoomView } from '@hubbub/client'
import type { User } from '@hubbub/shared'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { createFindName, type FindName } from './find-name.js'
import { peopleOf } from './people-of.js'

export interface MentionNames {
  /** A name that can be mentioned in this room. */
  findName: FindName
  /** The reader's own. */
  me: string
}

const PeopleContext = createContext<readonly User[]>([])
// Apart from the people, whose order changes with every message: painted text depends on their names only.
const NamesContext = createContext<MentionNames>({ findName: () => null, me: '' })

interface MentionsProps {
  view: RoomView
  account: User
  children: ReactNode
}

/** Tells whatever shows or writes messages of a room who can be mentioned there. */
export function Mentions({ view, account, children }: MentionsProps) {
  const { timeline, presence } = view
  const { entries } = timeline
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the timeline only the entries matter
  const people = useMemo(() => peopleOf({ timeline, presence }, account), [entries, presence, account])
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
    <PeopleContext value={people}>
      <NamesContext value={names}>{children}</NamesContext>
    </PeopleContext>
  )
}

/** In the order in which they are suggested. */
export function useMentionPeople(): readonly User[] {
  return useContext(PeopleContext)
}

export function useMentionNames(): MentionNames {
  return useContext(NamesContext)
}
