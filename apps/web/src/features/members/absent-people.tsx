import type { RoomView } from '@hubbub/client'
import { MEMBERS_LISTED_MAX, type User } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import type { PersonItemProps } from './person-item.js'
import { PersonRow } from './person-row.js'

/** As many as anybody looks through; the others are shown to who asks for them. */
const SHOWN_AT_FIRST = 100

interface AbsentPeopleProps extends Omit<PersonItemProps, 'person'> {
  people: readonly User[]
  isMuted: (person: User) => boolean
  /** Whether all who are members are listed here or above. */
  isComplete: boolean
}

/** Members who are not present, as far as that is known. */
export function AbsentPeople({ people, isMuted, isComplete, ...props }: AbsentPeopleProps) {
  const [showsAll, showAll] = useState(false)
  if (people.length === 0) return null
  const shown = showsAll ? people : people.slice(0, SHOWN_AT_FIRST)
  return (
    <>
      <p className="members-count members-absent">
        {isComplete ? `${people.length} not here` : 'More members'}
      </p>
      <ul aria-label={isComplete ? 'People not here' : 'More members'}>
        {shown.map(person => (
          <PersonRow key={person.userId} {...props} person={person} isMuted={isMuted(person)} />
        ))}
      </ul>
      {shown.length < people.length && (
        <Button onClick={() => showAll(true)}>Show all {people.length}</Button>
      )}
    </>
  )
}

/** What is said where not all members are listed. */
export function SampleNote({ members }: Pick<RoomView, 'members'>) {
  if (members === null || members.isComplete) return null
  return (
    <p className="members-note">
      This room has more than {MEMBERS_LISTED_MAX.toLocaleString()} members. Only some of those who are not
      here are listed.
    </p>
  )
}
