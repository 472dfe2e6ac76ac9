// What only moderators see comes right after the page.

import { type ComponentProps, lazy, Suspense } from 'react'
import type { BanDialog, RestrictedPeople } from '../chat/chat-dialogs.js'

const load = () => import('../chat/chat-dialogs.js')
const LazyBan = lazy(async () => ({ default: (await load()).BanDialog }))
const LazyPeople = lazy(async () => ({ default: (await load()).RestrictedPeople }))

export function BanDialogLater(props: ComponentProps<typeof BanDialog>) {
  return (
    <Suspense fallback={null}>
      <LazyBan {...props} />
    </Suspense>
  )
}

export function RestrictedPeopleLater(props: ComponentProps<typeof RestrictedPeople>) {
  return (
    <Suspense fallback={null}>
      <LazyPeople {...props} />
    </Suspense>
  )
}
