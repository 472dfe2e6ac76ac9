import type { RoomView } from '@hubbub/client'
import type { NotifyLevel } from '@hubbub/shared'
import type { IconName } from '../../ui/icons.js'
import { MenuChoice, MenuGroup, MenuItem } from '../../ui/menu.js'
import { type Notices, turnNoticesOn, useNotices } from '../settings/notices.js'

type Choice = readonly [level: NotifyLevel, icon: IconName, text: string]

const OF_ROOM: readonly Choice[] = [
  ['all', 'bell', 'Every message'],
  ['mentions', 'at', 'Mentions only'],
  ['none', 'bellOff', 'Nothing'],
]
/** There each message is to the user. */
const OF_CONVERSATION: readonly Choice[] = [
  ['mentions', 'bell', 'Every message'],
  ['none', 'bellOff', 'Nothing'],
]
/** Without notifications only that differs which the page itself shows. */
const WITHOUT_NOTICES: readonly Choice[] = [
  ['mentions', 'bell', 'New messages'],
  ['none', 'bellOff', 'Nothing'],
]
const LABELS: Record<Notices, string> = {
  none: 'Show as unread',
  off: 'Notify me of (off on this device)',
  here: 'Notify me of (while this page is open)',
  pushed: 'Notify me of',
  blocked: 'Notify me of (blocked by your browser)',
}

interface NotifyItemsProps {
  view: RoomView
  onChoose: (level: NotifyLevel) => void
}

/** Of what in this room one wants to be told. */
export function NotifyItems({ view, onChoose }: NotifyItemsProps) {
  const notices = useNotices()
  const choices = choicesIn(view, notices)
  // Where there are two, whoever wants to be told of anything is told of all.
  const current = choices.length === 2 && view.notifyLevel === 'all' ? 'mentions' : view.notifyLevel
  return (
    <MenuGroup label={LABELS[notices]}>
      {choices.map(([level, icon, text]) => (
        <MenuChoice
          key={level}
          icon={icon}
          isChosen={level === current}
          // What holds is left as it is, also where it stands for something else elsewhere.
          onChoose={() => level !== current && onChoose(level)}
        >
          {text}
        </MenuChoice>
      ))}
      {notices === 'off' && (
        <MenuItem icon="bell" onChoose={() => void turnNoticesOn()}>
          Turn on notifications here
        </MenuItem>
      )}
    </MenuGroup>
  )
}

function choicesIn({ partner }: RoomView, notices: Notices): readonly Choice[] {
  if (notices === 'none') return WITHOUT_NOTICES
  return partner === null ? OF_ROOM : OF_CONVERSATION
}
