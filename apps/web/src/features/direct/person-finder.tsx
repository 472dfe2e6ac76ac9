import type { ChatClient } from '@hubbub/client'
import { NAME_MAX_LENGTH, type User } from '@hubbub/shared'
import { type KeyboardEvent, useId, useState } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { isComposing } from '../../ui/is-composing.js'
import { Name } from '../../ui/name.js'
import { useMarkedInSight } from '../../ui/use-marked-in-sight.js'
import { useFoundPeople } from './use-found-people.js'
import '../rooms/room-dialogs.css'

interface PersonFinderProps {
  client: ChatClient
  /** Shown while nothing is typed. */
  nearby: readonly User[]
  /** @param forget empties the field, if it still asks for this person */
  onChoose: (person: User, forget: () => void) => void
}

/** Type the beginning of a name, press Enter. */
export function PersonFinder({ client, nearby, onChoose }: PersonFinderProps) {
  const [query, setQuery] = useState('')
  const [marked, setMarked] = useState(0)
  const listId = useId()
  const found = useFoundPeople(client, query)
  const people = query.trim() === '' ? nearby : found.people
  const at = Math.min(marked, people.length - 1)
  const list = useMarkedInSight(people[at]?.userId)

  function choose(person: User) {
    onChoose(person, () => setQuery(now => (now === query ? '' : now)))
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return
    const person = people[at]
    // Of whom was found for another name nobody is meant.
    if (event.key === 'Enter') person !== undefined && !found.isLooking && choose(person)
    else if (event.key === 'ArrowDown') setMarked(Math.min(at + 1, people.length - 1))
    else if (event.key === 'ArrowUp') setMarked(Math.max(at - 1, 0))
    else return
    event.preventDefault()
  }

  return (
    <>
      <input
        role="combobox"
        aria-label="Find a person"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={people[at] && `${listId}-${people[at].userId}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder="Name of a person"
        dir="auto"
        maxLength={NAME_MAX_LENGTH}
        value={query}
        onChange={event => {
          setQuery(event.target.value)
          setMarked(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div role="alert">{found.problem !== null && <p className="notice">{found.problem}</p>}</div>
      <div ref={list} className="switcher-list" role="listbox" id={listId} aria-label="People">
        {people.map((person, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's
          <div
            key={person.userId}
            id={`${listId}-${person.userId}`}
            className="switcher-option"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            // What is typed next goes on where it was.
            onMouseDown={event => event.preventDefault()}
            onClick={() => choose(person)}
          >
            <Avatar user={person} size="s" />
            <Name>{person.name}</Name>
          </div>
        ))}
      </div>
      <p className="directory-note" role="status">
        {people.length === 0 && !found.isLooking && found.problem === null && noteFor(query)}
      </p>
    </>
  )
}

function noteFor(query: string): string {
  return query.trim() === '' ? 'Type the beginning of a name.' : 'Nobody is called that.'
}
