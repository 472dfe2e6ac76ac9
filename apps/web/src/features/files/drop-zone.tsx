import { Icon } from '../../ui/icons.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { focusComposer } from '../composer/focus-composer.js'
import { useFileDrop } from './use-file-drop.js'
import './files.css'

interface DropZoneProps {
  roomName: string
  /** Why nothing can be dropped here; null: it can. */
  refusal: string | null
  onDrop: (files: readonly File[]) => void
}

/** Covers the room while files are dragged over the page. */
export function DropZone({ roomName, refusal, onDrop }: DropZoneProps) {
  const isOver = useFileDrop(refusal === null, files => {
    onDrop(files)
    focusComposer()
  })
  if (!isOver) return null
  return (
    <div className={`drop-zone ${refusal === null ? '' : 'drop-zone-shut'}`} role="status">
      <p>
        <Icon name={refusal === null ? 'attach' : 'ban'} size={28} />
        <span>{refusal ?? `Drop files here to attach them to your message to ${tameMarks(roomName)}`}</span>
      </p>
    </div>
  )
}
