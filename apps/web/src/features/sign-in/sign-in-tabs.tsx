import type { SignUpWay } from '@hubbub/shared'
import type { KeyboardEvent } from 'react'

export type SignInWay = 'login' | SignUpWay

const LABELS: Record<SignInWay, string> = { login: 'Sign in', register: 'Register', guest: 'Guest' }

interface SignInTabsProps {
  ways: readonly SignInWay[]
  way: SignInWay
  onChoose: (way: SignInWay) => void
  panelId: string
}

export function SignInTabs({ ways, way, onChoose, panelId }: SignInTabsProps) {
  function move(event: KeyboardEvent<HTMLDivElement>) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = ways[(ways.indexOf(way) + step + ways.length) % ways.length]
    if (step === 0 || next === undefined) return
    event.preventDefault()
    onChoose(next)
    document.getElementById(`${panelId}-${next}`)?.focus()
  }

  return (
    <div className="tabs" role="tablist" aria-label="Ways to enter" onKeyDown={move}>
      {ways.map(each => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`${panelId}-${each}`}
          aria-selected={each === way}
          aria-controls={panelId}
          tabIndex={each === way ? 0 : -1}
          onClick={() => onChoose(each)}
        >
          {LABELS[each]}
        </button>
      ))}
    </div>
  )
}
