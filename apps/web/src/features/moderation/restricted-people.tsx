import type { ChatClient, RoomView } from '@hubbub/client'
import { RESTRICTED_LIST_MAX, type User } from '@hubbub/shared'
import { useRef, useState } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Button } from '../../ui/button.js'
import { Name } from '../../ui/name.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { restrict } from './restrict.js'
import './moderation.css'

interface RestrictedPeopleProps {
  client: ChatClient
  view: RoomView
  /** Who is listed above, with a menu of their own. */
  listed: readonly User[]
  onProblem: (problem: string | null) => void
}

/** To moderators: who is removed, and who is muted without being listed above. */
export function RestrictedPeople({ listed, ...props }: RestrictedPeopleProps) {
  const { restricted } = props.view
  const isListed = new Set(listed.map(({ userId }) => userId))
  const withThat = (restriction: 'muted' | 'banned') =>
    restricted.filter(each => each.restriction === restriction).map(({ user }) => user)
  const muted = withThat('muted').filter(({ userId }) => !isListed.has(userId))
  return (
    <>
      <People {...props} title="Also muted" people={muted} verb="Unmute" />
      <People {...props} title="Removed" people={withThat('banned')} verb="Let back in" />
      {restricted.length >= RESTRICTED_LIST_MAX && (
        <p className="members-note">
          At most {RESTRICTED_LIST_MAX} people who are muted or removed are listed; there may be more.
        </p>
      )}
    </>
  )
}

interface PeopleProps extends Omit<RestrictedPeopleProps, 'listed'> {
  title: string
  people: readonly User[]
  /** What lifts it. */
  verb: string
}

function People({ title, people, verb, ...props }: PeopleProps) {
  const heading = useRef<HTMLElement>(null)
  if (people.length === 0) return null

  function lift(person: User): Promise<boolean> {
    // Its button goes with it, and with the last one the heading, too.
    if (people.length > 1) heading.current?.focus()
    else heading.current?.closest<HTMLElement>('.members-list')?.focus()
    return restrict(props, person, null)
  }

  return (
    <details className="restricted">
      <summary ref={heading}>
        {title} ({people.length})
      </summary>
      <ul aria-label={title}>
        {people.map(person => (
          <li key={person.userId} className="members-row">
            <Avatar user={person} size="s" />
            <Name>{person.name}</Name>
            <LiftButton verb={verb} person={person} onLift={() => lift(person)} />
          </li>
        ))}
      </ul>
    </details>
  )
}

interface LiftButtonProps {
  verb: string
  person: User
  /** @returns whether it was done */
  onLift: () => Promise<boolean>
}

function LiftButton({ verb, person, onLift }: LiftButtonProps) {
  const [isBusy, setBusy] = useState(false)

  async function press() {
    setBusy(true)
    // Once it is done, the log takes the person off the list, and the button with them.
    if (!(await onLift())) setBusy(false)
  }

  return (
    <Button
      className="restricted-lift"
      aria-label={`${verb}: ${tameMarks(person.name)}`}
      isBusy={isBusy}
      onClick={press}
    >
      {verb}
    </Button>
  )
}
