import type { Sender } from '@hubbub/shared'
import { Menu } from '../../ui/menu.js'
import { RestrictItems } from './restrict-items.js'
import { useModerating } from './rights.js'
import { MODERATE_CLASS } from './use-moderate-key.js'

/** Whether the reader can act on whoever wrote this. */
export function useMayModerate({ app }: Sender): boolean {
  return useModerating() !== null && app === undefined
}

/** To moderators; also of whoever is not in the list of those present. */
export function SenderItems({ sender }: { sender: Sender }) {
  const moderating = useModerating()
  if (moderating === null || sender.app !== undefined) return null
  return <RestrictItems person={sender} {...moderating} />
}

export function SenderMenu({ sender }: { sender: Sender }) {
  if (!useMayModerate(sender)) return null
  return (
    <Menu icon="ban" label={`Moderate ${sender.name}`} tabIndex={-1} className={MODERATE_CLASS}>
      <SenderItems sender={sender} />
    </Menu>
  )
}
