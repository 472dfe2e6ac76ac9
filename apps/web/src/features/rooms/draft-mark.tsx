import { Icon } from '../../ui/icons.js'

/** At a room in which a message was begun and not sent. */
export function DraftMark() {
  return (
    <span className="draft-mark" title="Draft">
      <Icon name="pencil" size={15} />
      <span className="sr-only">draft, </span>
    </span>
  )
}
