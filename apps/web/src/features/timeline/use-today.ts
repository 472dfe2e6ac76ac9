import { useEffect, useState } from 'react'
import { startOfDay } from './clock-text.js'

/** Start of the reader's day, in milliseconds since 1970; changes at midnight. */
export function useToday(): number {
  const [today, setToday] = useState(() => startOfDay(Date.now()))

  useEffect(() => {
    const tomorrow = new Date(today).setDate(new Date(today).getDate() + 1)
    const timer = setTimeout(() => setToday(startOfDay(Date.now())), Math.max(1000, tomorrow - Date.now()))
    return () => clearTimeout(timer)
  }, [today])

  return today
}
