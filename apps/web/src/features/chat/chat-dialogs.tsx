import { type ChatClient, createSessionApi, type RoomView } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { useState } from 'react'
import { InviteDialog } from '../direct/invite-dialog.js'
import { NewMessageDialog } from '../direct/new-message-dialog.js'
import { InvitedDialog } from '../invitations/invited-dialog.js'
import { useWhileAllowed } from '../moderation/use-while-allowed.js'
import { BrowseRoomsDialog } from '../rooms/browse-rooms-dialog.js'
import { CreateRoomDialog } from '../rooms/create-room-dialog.js'
import { LeaveRoomDialog } from '../rooms/leave-room-dialog.js'
import { RenameRoomDialog } from '../rooms/rename-room-dialog.js'
import { RoomSwitcher } from '../rooms/room-switcher.js'
import type { SidebarAction } from '../rooms/sidebar.js'
import { TopicDialog } from '../rooms/topic-dialog.js'
import { AccountDialog } from '../settings/account-dialog.js'
import { ChangePasswordDialog } from '../settings/change-password-dialog.js'
import { ShortcutsDialog } from '../shortcuts/shortcuts-dialog.js'
import { SlowModeDialog } from '../slow-mode/slow-mode-dialog.js'
import { CopiedNote } from '../timeline/copied-note.js'
import { WebhooksDialog } from '../webhooks/webhooks-dialog.js'
import { SignOutDialog } from './sign-out-dialog.js'

// What is not needed to read and write comes with it.
export { knownPeople } from '../commands/known-people.js'
export { isMessage } from '../commands/read-text.js'
export { runCommand } from '../commands/run-command.js'
export { ComposerOptions } from '../composer/composer-options.js'
export { markSelection } from '../composer/mark-selection.js'
export { GoneNote } from '../direct/gone-note.js'
export { EmojiButton } from '../emoji/emoji-button.js'
export { EmojiPicker } from '../emoji/emoji-picker.js'
export { AttachmentList } from '../files/attachment-list.js'
export { DropZone } from '../files/drop-zone.js'
export { ImageDialog } from '../files/image-dialog.js'
export { uploadFile } from '../files/upload-file.js'
export { waitText } from '../files/wait-text.js'
export { LinkCard } from '../links/link-card.js'
export { MembersPanel } from '../members/members-panel.js'
export { BanDialog } from '../moderation/ban-dialog.js'
export { DeleteDialog } from '../moderation/delete-dialog.js'
export { DevicePushes, leaveDevice } from '../notify/device-pushes.js'
export { Notices } from '../notify/notices.js'
export { PinsDialog } from '../pins/pins-dialog.js'
export { ReadersDialog } from '../readers/readers-dialog.js'
export { AnsweredInSight } from '../replies/answered-in-sight.js'
export { ThreadDialog } from '../replies/thread-dialog.js'
export { WayBack } from '../replies/way-back.js'
export { NoRoom } from '../rooms/no-room.js'
export { RoomMenuItems } from '../rooms/room-menu-items.js'
export { SearchPanel } from '../search/search-panel.js'
export { SearchSide } from '../search/search-side.js'
export { Shortcuts } from '../shortcuts/shortcuts.js'
export { SlowNote } from '../slow-mode/slow-note.js'
export { Announcer } from '../timeline/announcer.js'
export { EditMessage } from '../timeline/edit-message.js'
export { JumpButton } from '../timeline/jump-button.js'
export { MessageActions } from '../timeline/message-actions.js'

/** What is asked of one room. */
export type RoomDialog = 'leave-room' | 'invite' | 'topic' | 'rename' | 'slow-mode' | 'webhooks'
export type ChatDialog = SidebarAction | RoomDialog | 'change-password'

interface ChatDialogsProps {
  open: ChatDialog | null
  onClose: () => void
  onOpen: (dialog: ChatDialog) => void
  client: ChatClient
  account: Account
  rooms: readonly RoomView[]
  current: RoomView | null
  onSignOut: () => Promise<void>
}

/** At most one is open. */
export function ChatDialogs(props: ChatDialogsProps) {
  const { open, onClose, onOpen, client, account, rooms, current, onSignOut } = props
  const [sessions] = useState(() => createSessionApi({ url: location.origin }))
  return (
    <>
      <CreateRoomDialog isOpen={open === 'create-room'} onClose={onClose} client={client} />
      <BrowseRoomsDialog isOpen={open === 'browse-rooms'} onClose={onClose} client={client} />
      <RoomSwitcher isOpen={open === 'switch-room'} onClose={onClose} rooms={rooms} account={account} />
      <ShortcutsDialog isOpen={open === 'shortcuts'} onClose={onClose} />
      <NewMessageDialog
        isOpen={open === 'new-message'}
        onClose={onClose}
        client={client}
        rooms={rooms}
        account={account}
      />
      {current !== null && <RoomDialogs key={current.room.roomId} {...props} view={current} />}
      {account.kind === 'registered' && (
        <>
          <AccountDialog
            isOpen={open === 'account'}
            onClose={onClose}
            onChangePassword={() => onOpen('change-password')}
            client={client}
            account={account}
            sessions={sessions}
          />
          <ChangePasswordDialog
            isOpen={open === 'change-password'}
            onClose={onClose}
            account={account}
            sessions={sessions}
          />
        </>
      )}
      <InvitedDialog
        account={account}
        isSigningOut={open === 'sign-out'}
        onSignOut={() => onOpen('sign-out')}
      />
      <SignOutDialog
        isOpen={open === 'sign-out'}
        onClose={onClose}
        account={account}
        rooms={rooms}
        onSignOut={onSignOut}
      />
      <CopiedNote />
    </>
  )
}

/** What was begun for one room is not kept for another. */
function RoomDialogs({ open, view, ...props }: ChatDialogsProps & { view: RoomView }) {
  const { onClose, client, account, rooms } = props
  const about = { onClose, client, view }
  const isForModerators = open === 'rename' || open === 'webhooks' || open === 'slow-mode'
  useWhileAllowed(isForModerators, view.isModerator, onClose)
  return (
    <>
      <InviteDialog isOpen={open === 'invite'} {...about} rooms={rooms} account={account} />
      <LeaveRoomDialog isOpen={open === 'leave-room'} {...about} />
      <TopicDialog isOpen={open === 'topic'} {...about} />
      {view.isModerator && <RenameRoomDialog isOpen={open === 'rename'} {...about} />}
      {view.isModerator && <WebhooksDialog isOpen={open === 'webhooks'} {...about} />}
      {view.isModerator && <SlowModeDialog isOpen={open === 'slow-mode'} {...about} />}
    </>
  )
}
