import type { ChatClient, ConnectionStatus, RoomView } from '@hubbub/client'
import { LOBBY, type WorkerPlace } from '@hubbub/shared'
import { useState } from 'react'
import { Icon } from '../../ui/icons.js'
import { ConnectionBadge } from '../connection/connection-badge.js'
import { InvitationPanel } from '../invitations/invitation-panel.js'
import { ResetPanel } from '../passwords/reset-panel.js'
import { roomHref } from '../rooms/room-route.js'
import { ThemeSwitch } from '../settings/theme-switch.js'
import { type Act, ActDialog } from './act-dialog.js'
import { ClusterMap } from './cluster-map.js'
import { HappeningsPanel } from './happenings-panel.js'
import { TotalsBar } from './totals-bar.js'
import { TracePanel } from './trace-panel.js'
import { useCluster } from './use-cluster.js'
import { useTrace } from './use-trace.js'
import './cluster-page.css'

interface ClusterPageProps {
  client: ChatClient
  connection: ConnectionStatus
  rooms: readonly RoomView[]
}

/** Nodes, workers and their clients, live; for operators. */
export function ClusterPage({ client, connection, rooms }: ClusterPageProps) {
  const { view, problem, own, say } = useCluster(client, connection)
  const tracing = useTrace(client)
  const [asked, setAsked] = useState<{ act: Act; place: WorkerPlace } | null>(null)
  const { status } = view
  const isConnected = connection.state === 'connected'

  return (
    <main className="cluster">
      <header className="cluster-header">
        <a
          className="icon-button"
          href={roomHref(LOBBY)}
          aria-label="Back to the rooms"
          title="Back to the rooms"
        >
          <Icon name="back" />
        </a>
        <h1>Cluster</h1>
        <ConnectionBadge connection={connection} />
        <ThemeSwitch />
      </header>
      <div className="cluster-body">
        <div role="alert">
          {problem !== null && <p className="notice">The status cannot be loaded: {problem}</p>}
        </div>
        <TotalsBar totals={view.totals} history={view.history} />
        {status === null ? (
          <p className="cluster-waiting">Loading the status…</p>
        ) : (
          <ClusterMap
            nodes={status.nodes}
            dots={view.dots}
            scale={view.scale}
            own={own}
            trace={tracing.trace?.told ?? null}
            onAct={(act, place) => setAsked({ act, place })}
          />
        )}
        <div className="cluster-below">
          <TracePanel tracing={tracing} rooms={rooms} isConnected={isConnected} />
          <div className="cluster-aside">
            <HappeningsPanel happenings={view.happenings} />
            <InvitationPanel client={client} isConnected={isConnected} />
            {status?.isAdmin && <ResetPanel client={client} isConnected={isConnected} />}
          </div>
        </div>
      </div>
      <ActDialog asked={asked} onClose={() => setAsked(null)} client={client} onBegun={say} />
    </main>
  )
}
