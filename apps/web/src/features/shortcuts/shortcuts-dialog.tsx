import { Dialog } from '../../ui/dialog.js'
import { isMac } from '../../ui/is-alt-letter.js'
import { canHover } from '../../ui/use-media.js'
import { CommandLines } from '../commands/command-lines.js'
import './shortcuts.css'

type Shortcut = readonly [keys: readonly string[], what: string]

const SENDING: readonly Shortcut[] = [
  [['Enter'], 'Send the message'],
  [['Shift', 'Enter'], 'New line'],
]
const SENDING_BY_FINGER: readonly Shortcut[] = [[['Ctrl', 'Enter'], 'Send the message']]
const SHORTCUTS: readonly Shortcut[] = [
  [['Ctrl', 'B'], 'Bold, around what is selected or typed next; again: no more'],
  [['Ctrl', 'I'], 'Italic, in the same way'],
  [['@'], 'Mention somebody: ↑ and ↓ choose, Enter takes'],
  [['/'], 'Give a command, of those below'],
  [['↑'], 'Edit the last message, while the text box is empty'],
  [['Alt', 'R'], 'React to the latest message'],
  [['Alt', 'Q'], 'Reply to the latest message; again: to the one before'],
  [['Alt', 'P'], 'Pin the latest message, or the one you were led to; again: unpin it'],
  [['Alt', 'S'], 'See who has read the latest message, or the one you were led to'],
  [['Alt', 'U'], 'Mark the latest message as unread, or the one you were led to, and what follows'],
  [['Alt', 'L'], 'Go to the address of the latest message, or of the one you were led to'],
  [['Alt', 'M'], 'As a moderator: act on the latest message and who wrote it, or on the one you were led to'],
  [['Alt', '↑'], 'Room above'],
  [['Alt', '↓'], 'Room below'],
  [['Alt', 'Shift', '↑'], 'Unread room above'],
  [['Alt', 'Shift', '↓'], 'Unread room below'],
  [['Ctrl', 'K'], 'Switch room'],
  [['Ctrl', 'Shift', 'F'], 'Search in the room: ↑ and ↓ choose, Enter goes there'],
  [['Esc'], 'Close the search, do not reply, or jump to the latest message'],
  [['?'], 'This list'],
]

export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts">
      <div className="dialog-content shortcuts">
        <dl>
          {[...(canHover() ? SENDING : SENDING_BY_FINGER), ...SHORTCUTS].map(([keys, what]) => (
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
        <h3>Commands</h3>
        <dl>
          <CommandLines />
        </dl>
        {isMac() && (
          <p className="shortcuts-note">
            In a text box Alt (⌥) writes what it writes everywhere: leave it with Tab first.
          </p>
        )}
        <p className="shortcuts-note">
          `code`, ```blocks```, *bold*, _italic_ and ~struck~ work in messages. Lines that begin with &gt; and
          a blank are a quote, several with - or 1. and a blank a list.
        </p>
      </div>
    </Dialog>
  )
}
