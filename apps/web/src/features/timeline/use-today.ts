import { useEffect, useState } from 'react'
import { startOfDay } from './clock-text.js'

/** Start of the reader's day, in milliseconds since 1970; changes at midnight, or when they come back later than that. */
export function useToday(): number {
  const [now, setNow] = useState(Date.now)
  const today = startOfDay(now)

  // Again after each look, also when the clock was set back and it is not midnight yet.
  useEffect(() => {
    const tomorrow = new Date(today).setDate(new Date(today).getDate() + 1)
    const timer = setTimeout(() => setNow(Date.now()), Math.max(1000, tomorrow - now))
    // No timer counts while the machine sleeps.
    const look = () => setNow(Date.now())
    addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [now, today])

  return today
}
