import { tameMarks } from '../../ui/tame-marks.js'
import './commands.css'

export interface Note {
  text: string
  isProblem: boolean
}

/** What has come of a command, at the composer. */
export function CommandNote({ id, note }: { id: string; note: Note | null }) {
  return (
    <div id={id}>
      <div role="alert">
        {note?.isProblem && <p className="notice command-note">{tameMarks(note.text)}</p>}
      </div>
      <div role="status">
        {note !== null && !note.isProblem && (
          <p className="notice-calm command-note">{tameMarks(note.text)}</p>
        )}
      </div>
    </div>
  )
}
