import type { User } from '@hubbub/shared'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.js'
import type { ListedPeople } from './list-people.js'
import type { PersonItemProps } from './person-item.js'
import { PersonRow } from './person-row.js'

/** As many of those who are not here as anybody looks through; the others are shown to who asks for them. */
const SHOWN_AT_FIRST = 100

interface PeopleListProps extends Omit<PersonItemProps, 'person'> {
  people: ListedPeople
  isMuted: (person: User) => boolean
  /** Asks whether to stop moderating; null for whoever cannot. */
  onResign: (() => void) | null
}

/**
 * Those who are here, and those who are not, as far as they are known. It is one list: whoever comes or goes keeps their row, and with it
 * the focus that is in it. While a menu is open at a row nobody changes places, or the browser would close it.
 */
export function PeopleList({ people, isMuted, onResign, ...props }: PeopleListProps) {
  const [hasOpenMenu, setOpenMenu] = useState(false)
  const [showsAll, showAll] = useState(false)
  const { here, hereCount, absent, isComplete } = useHeld(people, hasOpenMenu)
  const shown = showsAll ? absent : absent.slice(0, SHOWN_AT_FIRST)

  const row = (person: User) => (
    <PersonRow
      key={person.userId}
      {...props}
      person={person}
      isMuted={isMuted(person)}
      onResign={person.userId === props.me ? onResign : null}
      onMenu={setOpenMenu}
    />
  )
  const lines: ReactNode[] = [
    <li key="here" className="members-count">
      {hereCount === 1 ? '1 person here' : `${hereCount} people here`}
    </li>,
    ...here.map(row),
  ]
  if (hereCount > here.length)
    lines.push(
      <li key="sample" className="members-note">
        Showing {here.length} of {hereCount}.
      </li>,
    )
  if (absent.length > 0)
    lines.push(
      <li key="absent" className="members-count members-absent">
        {isComplete ? `${absent.length} not here` : 'More members'}
      </li>,
      ...shown.map(row),
    )
  return (
    <>
      <ul aria-label="Members">{lines}</ul>
      {shown.length < absent.length && (
        <Button onClick={() => showAll(true)}>Show all {absent.length}</Button>
      )}
    </>
  )
}

/** What it was when it began to be held. */
function useHeld<Value>(value: Value, isHeld: boolean): Value {
  const [held, hold] = useState(value)
  if (isHeld) return held
  if (held !== value) hold(value)
  return value
}
