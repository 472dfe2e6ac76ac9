import type { User } from '@hubbub/shared'
import { useEffect, useRef } from 'react'
import { Avatar } from '../../ui/avatar.js'
import { Name } from '../../ui/name.js'
import { useMentionNames } from './mentions-context.js'
import './mention-list.css'

export interface MentionListProps {
  id: string
  people: readonly User[]
  /** Of the person who is taken by Enter. */
  at: number
  onTake: (user: User) => void
}

export function optionId(listId: string, user: User): string {
  return `${listId}-${user.userId}`
}

/** The people whom a mention that is being written may mean; the keys are those of the text box. */
export function MentionList({ id, people, at, onTake }: MentionListProps) {
  const { me } = useMentionNames()
  const list = useRef<HTMLDivElement>(null)
  const marked = people[at]?.userId
  useEffect(() => {
    if (marked !== undefined)
      list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [marked])

  return (
    <>
      {people.length > 0 && (
        <div ref={list} className="mention-list" role="listbox" id={id} aria-label="People to mention">
          {people.map((user, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text box's
            <div
              key={user.userId}
              id={optionId(id, user)}
              className="mention-option"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The text box keeps the focus, and on a phone the keyboard.
              onMouseDown={event => event.preventDefault()}
              onClick={() => onTake(user)}
            >
              <Avatar user={user} size="s" />
              <Name>{user.name}</Name>
              {user.name === me && <span className="mention-note">you</span>}
            </div>
          ))}
        </div>
      )}
      <p className="sr-only" role="status">
        {people.length > 0 && `${people.length === 1 ? '1 person' : `${people.length} people`} to mention`}
      </p>
    </>
  )
}
