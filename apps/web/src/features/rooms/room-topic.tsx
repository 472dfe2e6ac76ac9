import type { RoomView } from '@hubbub/client'
import { tameMarks } from '../../ui/tame-marks.js'

interface RoomTopicProps {
  view: RoomView
  onChange: () => void
}

/** What the room is about, in one line of the header; pressed, it is changed. A conversation is about nothing in particular. */
export function RoomTopic({ view, onChange }: RoomTopicProps) {
  const { kind, topic } = view.room
  if (kind === 'direct') return null
  if (topic === '') {
    return (
      <button type="button" className="room-topic room-topic-none" onClick={onChange}>
        Set a topic
      </button>
    )
  }
  return (
    <button type="button" className="room-topic" title={topic} onClick={onChange}>
      <span className="sr-only">Topic: </span>
      <bdi>{tameMarks(topic)}</bdi>
    </button>
  )
}
