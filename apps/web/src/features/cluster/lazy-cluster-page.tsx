import { lazy } from 'react'
import { Splash } from '../sign-in/splash.js'

// Few people ever see it. After an upgrade, the page of before does not find it.
export const ClusterPage = lazy(() =>
  import('./cluster-page.js').then(
    ({ ClusterPage }) => ({ default: ClusterPage }),
    () => ({ default: LoadAnew }),
  ),
)

function LoadAnew() {
  return (
    <Splash
      problem="To see the cluster, this page has to be loaded once more."
      onRetry={() => location.reload()}
    />
  )
}
