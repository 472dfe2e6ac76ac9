import type { ConnectionStatus } from '@hubbub/client'
import { failureText } from '../../ui/failure-text.js'

interface ConnectionText {
  tone: 'good' | 'caution' | 'danger'
  label: string
  detail: string
}

/** What to tell a person about the connection; the detail names node and worker when there is one. */
export function connectionText(connection: ConnectionStatus): ConnectionText {
  switch (connection.state) {
    case 'connected':
      return {
        tone: 'good',
        label: 'Connected',
        detail: `Served by node ${connection.node}, worker ${connection.worker}`,
      }
    case 'connecting':
      return { tone: 'caution', label: 'Connecting', detail: 'Opening the connection' }
    case 'reconnecting':
      return {
        tone: 'caution',
        label: 'Reconnecting',
        detail: `Connection lost, attempt ${connection.attempt}. What you write is kept and sent later`,
      }
    case 'offline':
      return {
        tone: 'danger',
        label: 'Offline',
        detail: 'This device is offline. What you write is kept and sent later',
      }
    case 'refused':
      return { tone: 'danger', label: 'Refused', detail: failureText(connection.code) }
    case 'signed-out':
      return { tone: 'danger', label: 'Signed out', detail: 'Your session has ended' }
    case 'outdated':
      return {
        tone: 'danger',
        label: 'Outdated',
        detail: 'The server speaks a newer version. Reload the page',
      }
    case 'stopped':
      return { tone: 'danger', label: 'Stopped', detail: 'The connection was closed' }
  }
}
