import type { ChatClient, ConnectionStatus } from '@hubbub/client'
import type { ClusterStatus } from '@hubbub/shared'
import { useCallback, useEffect, useEffectEvent, useReducer, useState } from 'react'
import { describeFailure } from '../../ui/failure-text.js'
import { type ClusterView, nextView, noView, seatOf, withNews } from './cluster-view.js'
import { oneAtATime } from './one-at-a-time.js'

const READ_EVERY_MS = 1_000

type News = { status: ClusterStatus; own: string | null; at: number } | { text: string; at: number }

/** The cluster, read once a second while somebody can see the page. */
export function useCluster(client: ChatClient, connection: ConnectionStatus) {
  const [view, tell] = useReducer(withOne, noView)
  const [problem, setProblem] = useState<string | null>(null)
  const own = connection.state === 'connected' ? seatOf(connection.node, connection.worker) : null

  const read = useEffectEvent(async (isCurrent: () => boolean) => {
    try {
      const status = await client.operator.readCluster()
      if (!isCurrent()) return
      tell({ status, own, at: Date.now() })
      setProblem(null)
    } catch (error) {
      if (isCurrent()) setProblem(describeFailure(error))
    }
  })

  useEffect(() => {
    let isCurrent = true
    const look = oneAtATime(async () => {
      if (document.visibilityState !== 'hidden') await read(() => isCurrent)
    })
    void look()
    const looks = setInterval(look, READ_EVERY_MS)
    return () => {
      isCurrent = false
      clearInterval(looks)
    }
  }, [])

  const say = useCallback((text: string) => tell({ text, at: Date.now() }), [])
  return { view, problem, own, say }
}

function withOne(view: ClusterView, news: News): ClusterView {
  if ('status' in news) return nextView(view, news.status, news)
  return { ...view, happenings: withNews(view, [news]) }
}
