import { CLUSTER_HREF } from '../cluster/cluster-route.js'
import { roomIn, useAddress } from '../rooms/room-route.js'

/** Leads to where one signs in, and from there back to the room that stands in the address. */
export function ProviderLink({ provider }: { provider: string }) {
  const address = useAddress()
  // What else stands behind the # goes to no server.
  const isPlace = roomIn(address) !== null || address === CLUSTER_HREF
  const place = isPlace ? `?place=${encodeURIComponent(address)}` : ''
  return (
    <>
      <a className="button button-quiet" href={`/api/auth/provider${place}`}>
        <span>
          Continue with <bdi>{provider}</bdi>
        </span>
      </a>
      <p className="sign-in-or">or</p>
    </>
  )
}
