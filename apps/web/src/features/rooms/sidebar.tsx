import type { ChatClient, RoomView } from '@hubbub/client'
import type { Account, RoomId } from '@hubbub/shared'
import { Avatar } from '../../ui/avatar.js'
import { IconButton } from '../../ui/button.js'
import { Icon, Logo } from '../../ui/icons.js'
import { Name } from '../../ui/name.js'
import { CLUSTER_HREF } from '../cluster/cluster-route.js'
import type { Drafts } from '../composer/drafts.js'
import { DirectSection } from '../direct/direct-section.js'
import { hasUnreadMention } from '../mentions/unread-mention.js'
import { NoticesSwitch } from '../settings/notices-switch.js'
import { ThemeSwitch } from '../settings/theme-switch.js'
import { hasNews } from './news-in.js'
import { ReadAll } from './read-all.js'
import { RoomLink } from './room-link.js'
import './sidebar.css'

export type SidebarAction =
  | 'create-room'
  | 'browse-rooms'
  | 'new-message'
  | 'switch-room'
  | 'shortcuts'
  | 'account'
  | 'sign-out'

interface SidebarProps {
  account: Account
  client: ChatClient
  rooms: readonly RoomView[]
  drafts: Drafts
  isLoaded: boolean
  current: RoomId | null
  isOperator: boolean
  onAction: (action: SidebarAction) => void
  onOpened: () => void
}

export function Sidebar(props: SidebarProps) {
  const { account, client, rooms, drafts, isLoaded, current, isOperator, onAction, onOpened } = props
  const others = rooms.filter(({ room }) => room.roomId !== current)
  const withDraft = new Set(others.map(({ room }) => room.roomId).filter(drafts.has))
  const withNews = others.filter(view => hasNews(view, account))
  return (
    <div className="sidebar">
      <header className="sidebar-header">
        <Logo size={26} />
        <span className="sidebar-brand">Hubbub</span>
        {isOperator && (
          <a className="icon-button" href={CLUSTER_HREF} aria-label="Cluster" title="Cluster">
            <Icon name="cluster" />
          </a>
        )}
        <IconButton
          icon="keyboard"
          label="Keyboard shortcuts"
          className="sidebar-keyboard"
          onClick={() => onAction('shortcuts')}
        />
        <IconButton icon="search" label="Switch room" onClick={() => onAction('switch-room')} />
      </header>
      <nav className="sidebar-rooms" aria-label="Rooms">
        <div className="sidebar-heading">
          <h2>Rooms</h2>
          <IconButton icon="compass" label="Browse rooms" onClick={() => onAction('browse-rooms')} />
          <IconButton icon="plus" label="Create room" onClick={() => onAction('create-room')} />
        </div>
        {isLoaded ? (
          <ul>
            {rooms
              .filter(({ partner }) => partner === null)
              .map(view => (
                <li key={view.room.roomId}>
                  <RoomLink
                    view={view}
                    isMentioned={hasUnreadMention(view, account)}
                    isCurrent={view.room.roomId === current}
                    hasDraft={withDraft.has(view.room.roomId)}
                    onOpened={onOpened}
                  />
                </li>
              ))}
          </ul>
        ) : (
          <RoomsSkeleton />
        )}
        {isLoaded && (
          <DirectSection
            rooms={rooms.filter(({ partner }) => partner !== null)}
            current={current}
            withDraft={withDraft}
            onOpened={onOpened}
            onNew={() => onAction('new-message')}
          />
        )}
        {withNews.length > 1 && <ReadAll client={client} rooms={withNews} />}
      </nav>
      <footer className="sidebar-footer">
        <Me account={account} onOpen={() => onAction('account')} />
        <span className="sidebar-settings">
          <NoticesSwitch />
          <ThemeSwitch />
          <IconButton icon="leave" label="Sign out" onClick={() => onAction('sign-out')} />
        </span>
      </footer>
    </div>
  )
}

/** A guest has nothing to set. */
function Me({ account, onOpen }: { account: Account; onOpen: () => void }) {
  const isGuest = account.kind === 'guest'
  const content = (
    <>
      <Avatar user={account} />
      <span className="sidebar-name">
        <Name>{account.name}</Name>
        <span>{isGuest ? 'Guest' : 'Account'}</span>
      </span>
    </>
  )
  if (isGuest) return <span className="sidebar-me">{content}</span>
  return (
    <button
      type="button"
      className="sidebar-me"
      aria-label={`Account of ${account.name}`}
      title="Account"
      onClick={onOpen}
    >
      {content}
    </button>
  )
}

function RoomsSkeleton() {
  return (
    <div className="sidebar-skeleton" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  )
}
