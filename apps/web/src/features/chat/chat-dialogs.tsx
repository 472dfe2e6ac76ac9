import type { AccountApi, ChatClient, RoomView } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { BrowseRoomsDialog } from '../rooms/browse-rooms-dialog.js'
import { CreateRoomDialog } from '../rooms/create-room-dialog.js'
import { LeaveRoomDialog } from '../rooms/leave-room-dialog.js'
import { RoomSwitcher } from '../rooms/room-switcher.js'
import type { SidebarAction } from '../rooms/sidebar.js'
import { AccountDialog } from '../settings/account-dialog.js'
import { ChangePasswordDialog } from '../settings/change-password-dialog.js'
import { ShortcutsDialog } from '../shortcuts/shortcuts-dialog.js'
import { SignOutDialog } from './sign-out-dialog.js'

export type ChatDialog = SidebarAction | 'leave-room' | 'change-password'

interface ChatDialogsProps {
  open: ChatDialog | null
  onClose: () => void
  onOpen: (dialog: ChatDialog) => void
  accounts: AccountApi
  client: ChatClient
  account: Account
  rooms: readonly RoomView[]
  current: RoomView | null
  onSignOut: () => Promise<void>
}

/** At most one is open. */
export function ChatDialogs(props: ChatDialogsProps) {
  const { open, onClose, onOpen, accounts, client, account, rooms, current, onSignOut } = props
  return (
    <>
      <CreateRoomDialog isOpen={open === 'create-room'} onClose={onClose} client={client} />
      <BrowseRoomsDialog isOpen={open === 'browse-rooms'} onClose={onClose} client={client} />
      <RoomSwitcher isOpen={open === 'switch-room'} onClose={onClose} rooms={rooms} account={account} />
      <ShortcutsDialog isOpen={open === 'shortcuts'} onClose={onClose} />
      {current !== null && (
        <LeaveRoomDialog isOpen={open === 'leave-room'} onClose={onClose} client={client} view={current} />
      )}
      {account.kind === 'registered' && (
        <>
          <AccountDialog
            isOpen={open === 'account'}
            onClose={onClose}
            onChangePassword={() => onOpen('change-password')}
            account={account}
            accounts={accounts}
          />
          <ChangePasswordDialog
            isOpen={open === 'change-password'}
            onClose={onClose}
            account={account}
            accounts={accounts}
          />
        </>
      )}
      <SignOutDialog
        isOpen={open === 'sign-out'}
        onClose={onClose}
        account={account}
        rooms={rooms}
        onSignOut={onSignOut}
      />
    </>
  )
}
