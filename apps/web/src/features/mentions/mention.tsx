import { isSameName } from './find-name.js'
import { useMentionNames } from './mentions-context.js'
import './mention.css'

/** Somebody's name in a message. The row of a message that names the reader is marked by it, in the style sheet. */
export function Mention({ name }: { name: string }) {
  const { me } = useMentionNames()
  return (
    <mark className={`mention ${isSameName(name, me) ? 'mention-me' : ''}`}>
      <bdi>@{name}</bdi>
    </mark>
  )
}
