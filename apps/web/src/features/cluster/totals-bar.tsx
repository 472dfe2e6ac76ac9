import type { Totals } from './cluster-view.js'
import { countText, rateText } from './number-text.js'
import { Sparkline } from './sparkline.js'
import './totals-bar.css'

interface TotalsBarProps {
  totals: Totals
  history: readonly Totals[]
}

export function TotalsBar({ totals, history }: TotalsBarProps) {
  return (
    <dl className="totals">
      <div>
        <dt>Clients</dt>
        <dd>{countText(totals.clients)}</dd>
        <Sparkline values={history.map(({ clients }) => clients)} />
      </div>
      <div>
        <dt>Messages/s</dt>
        <dd>{rateText(totals.messagesPerSecond)}</dd>
        <Sparkline values={history.map(({ messagesPerSecond }) => messagesPerSecond)} />
      </div>
      <div>
        <dt>Deliveries/s</dt>
        <dd>{rateText(totals.deliveriesPerSecond)}</dd>
        <Sparkline values={history.map(({ deliveriesPerSecond }) => deliveriesPerSecond)} />
      </div>
      <div>
        <dt>Workers ready</dt>
        <dd>
          {totals.ready}
          <small> of {totals.workers}</small>
        </dd>
        <dd className="totals-nodes">{totals.nodes === 1 ? 'on 1 node' : `on ${totals.nodes} nodes`}</dd>
      </div>
    </dl>
  )
}
