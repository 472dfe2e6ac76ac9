import { CommandFailed, type SessionApi } from '@hubbub/client'
import { type Account, PASSWORD_MAX_LENGTH } from '@hubbub/shared'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { describeFailure } from '../../ui/failure-text.js'
import { PasswordField } from '../../ui/password-field.js'
import { NewPasswordField } from '../passwords/new-password-field.js'
import './account.css'

interface ChangePasswordDialogProps {
  isOpen: boolean
  onClose: () => void
  account: Account
  sessions: SessionApi
}

export function ChangePasswordDialog({ isOpen, onClose, ...rest }: ChangePasswordDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Change password">
      <ChangePassword onClose={onClose} {...rest} />
    </Dialog>
  )
}

type Change =
  | { state: 'entering' | 'under-way' | 'changed' | 'wrong-password' }
  | { state: 'failed'; reason: string }

function ChangePassword({ onClose, account, sessions }: Omit<ChangePasswordDialogProps, 'isOpen'>) {
  const [change, setChange] = useState<Change>({ state: 'entering' })
  const [currentPassword, setCurrentPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const currentInput = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (change.state === 'wrong-password') currentInput.current?.select()
  }, [change])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (change.state === 'under-way') return
    setChange({ state: 'under-way' })
    try {
      await sessions.changePassword(currentPassword, newPassword)
      setChange({ state: 'changed' })
    } catch (error) {
      const isWrong = error instanceof CommandFailed && error.code === 'bad_credentials'
      setChange(isWrong ? { state: 'wrong-password' } : { state: 'failed', reason: describeFailure(error) })
    }
  }

  if (change.state === 'changed') return <Changed onClose={onClose} />
  return (
    <form className="dialog-content" onSubmit={submit}>
      {/* By it password managers know whose password is changed. */}
      <input type="text" name="username" autoComplete="username" value={account.name} readOnly hidden />
      <PasswordField
        ref={currentInput}
        label="Current password"
        name="current-password"
        autoComplete="current-password"
        required
        maxLength={PASSWORD_MAX_LENGTH}
        problem={change.state === 'wrong-password' ? 'This is not your current password.' : null}
        value={currentPassword}
        onChange={event => {
          setCurrentPassword(event.target.value)
          setChange(now => (now.state === 'wrong-password' ? { state: 'entering' } : now))
        }}
      />
      <NewPasswordField value={newPassword} onEnter={setNewPassword} />
      <div role="alert">{change.state === 'failed' && <p className="notice">{change.reason}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" isBusy={change.state === 'under-way'}>
          Change password
        </Button>
      </div>
    </form>
  )
}

function Changed({ onClose }: { onClose: () => void }) {
  const done = useRef<HTMLButtonElement>(null)
  const outcomeId = useId()

  // With the form goes the focus; with the button the outcome is read out.
  useEffect(() => done.current?.focus(), [])

  return (
    <div className="dialog-content">
      <p id={outcomeId} className="notice-calm">
        Your password is changed, and you are signed out everywhere else.
      </p>
      <div className="dialog-actions">
        <Button ref={done} tone="primary" aria-describedby={outcomeId} onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  )
}
