import { Component, type ReactNode } from 'react'
import { Button } from './button.js'
import './crash-screen.css'

/** What stands there after a bug in the page. React has told the console; what was written is in the storage. */
export class CrashScreen extends Component<{ children: ReactNode }, { hasCrashed: boolean }> {
  override state = { hasCrashed: false }

  static getDerivedStateFromError() {
    return { hasCrashed: true }
  }

  override render() {
    if (!this.state.hasCrashed) return this.props.children
    return (
      <main className="crash" role="alert">
        <h1>Something went wrong</h1>
        <p>This page has a fault. What you have written is kept.</p>
        <Button tone="primary" onClick={() => location.reload()}>
          Reload
        </Button>
      </main>
    )
  }
}
