// Composition root of the page: the real parts, joined. Nothing else reads `location` or `localStorage` for them.

import { createAccountApi, createChatClient, createWebStorageOutbox } from '@hubbub/client'
import type { Account } from '@hubbub/shared'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.js'
import { refuseDrops } from './features/files/refuse-drops.js'
import { watchInvitations } from './features/invitations/opened-invitation.js'
import { takeProviderOutcome } from './features/sign-in/provider-outcome.js'
import { CrashScreen } from './ui/crash-screen.js'
import './theme.css'
import './base.css'

const url = location.origin
const accounts = createAccountApi({ url })

function createClient(account: Account) {
  return createChatClient({ url, account, storage: createWebStorageOutbox(localStorage, account.userId) })
}

refuseDrops(window)
watchInvitations()
const notice = takeProviderOutcome()

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')

createRoot(root).render(
  <StrictMode>
    <CrashScreen>
      <App accounts={accounts} createClient={createClient} notice={notice} />
    </CrashScreen>
  </StrictMode>,
)
