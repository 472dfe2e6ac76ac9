import { useEffect } from 'react'

/**
 * Closes what somebody has opened by a right that they lose meanwhile: else it would open by itself once they have it again.
 * @returns whether it is open
 */
export function useWhileAllowed(isOpen: boolean, isAllowed: boolean, onClose: () => void): boolean {
  const isOver = isOpen && !isAllowed
  useEffect(() => {
    if (isOver) onClose()
  }, [isOver, onClose])
  return isOpen && isAllowed
}
