import { Dialog } from '../../ui/dialog.js'
import './shortcuts.css'

const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Enter'], 'Send the message'],
  [['Shift', 'Enter'], 'New line'],
  [['@'], 'Mention somebody: ↑ and ↓ choose, Enter takes'],
  [['↑'], 'Edit the last message, while the text box is empty'],
  [['Alt', 'R'], 'React to the latest message'],
  [['Alt', 'Q'], 'Reply to the latest message; again: to the one before'],
  [['Alt', '↑'], 'Room above'],
  [['Alt', '↓'], 'Room below'],
  [['Ctrl', 'K'], 'Switch room'],
  [['Ctrl', 'Shift', 'F'], 'Search in the room: ↑ and ↓ choose, Enter goes there'],
  [['Esc'], 'Close the search, do not reply, or jump to the latest message'],
  [['?'], 'This list'],
]

export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts">
      <dl className="dialog-content shortcuts">
        {SHORTCUTS.map(([keys, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {keys.map(key => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="shortcuts-note">`code`, ```blocks```, *bold* and _italic_ work in messages.</p>
    </Dialog>
  )
}
