// Drawn here, 20 by 20, one stroke: they take the colour of the text and are hidden from screen readers.

const PATHS = {
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  plus: 'M10 4v12M4 10h12',
  compass: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM13 7l-1.8 4.2L7 13l1.8-4.2L13 7Z',
  search: 'M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6ZM12.8 12.8 17 17',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c.4-3 2.5-4.5 5.5-4.5s5.1 1.5 5.5 4.5M13 4a2.7 2.7 0 0 1 0 5.2M15 12.3c1.8.6 2.8 2 3 4.2',
  send: 'M3 10 17 3.5l-4 13.5-3.5-5.5L3 10Zm6.5 1.5L17 3.5',
  close: 'M5 5l10 10M15 5 5 15',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1',
  moon: 'M16.5 12.3A7 7 0 0 1 7.7 3.5a7 7 0 1 0 8.8 8.8Z',
  screen: 'M3 4h14v9.5H3zM7.5 17h5M10 13.5V17',
  leave: 'M8 3.5H4.5v13H8M8.5 10H17M13.5 6.5 17 10l-3.5 3.5',
  down: 'M10 4v11.5M5 10.5l5 5 5-5',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 6v4.2l2.8 1.8',
  check: 'M4 10.5l4 4 8-9',
  alert: 'M10 3 18 16.5H2L10 3ZM10 8v4M10 14.2v.3',
  cluster: 'M3 5.5 10 2l7 3.5v9L10 18l-7-3.5v-9ZM3 5.5 10 9l7-3.5M10 9v9',
  pencil: 'M4 16l1-3.8L13.6 3.6l2.8 2.8L7.8 15 4 16ZM11.8 5.4l2.8 2.8',
  smile:
    'M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4ZM7.4 8h.1M12.5 8h.1M6.8 11.6c.7 1.5 1.8 2.2 3.2 2.2s2.5-.7 3.2-2.2',
  reply: 'M8 4 3 9l5 5M3 9h8c3.5 0 6 2.5 6 7',
  bell: 'M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13L5 14ZM8.5 17.5h3',
  bellOff: 'M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13L5 14ZM8.5 17.5h3M3 3l14 14',
  back: 'M16 10H4M9 4.5 3.5 10 9 15.5',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  more: 'M5 10h.1M10 10h.1M15 10h.1',
  message: 'M3 4h14v9.5H9L5 17v-3.5H3V4Z',
  pin: 'M7 3h6M8 3v5.5L5.5 12h9L12 8.5V3M10 12v5',
  muted: 'M3 4h14v9.5H9L5 17v-3.5H3V4ZM3 2l14.5 16',
  eye: 'M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10ZM10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6Z',
  unread: 'M3 5h14v10.5H3V5Zm.5.5L10 11l6.5-5.5',
  at: 'M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM13 7v3.8c0 2.8 4 2.8 4-.8a7 7 0 1 0-3 5.8',
  ban: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM5.1 5.1l9.8 9.8',
  shield: 'M10 2.5 16 5v5c0 3.4-2.3 5.9-6 7.5C6.3 15.9 4 13.4 4 10V5l6-2.5Z',
  trash: 'M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5',
  attach:
    'M14.8 8.6 9.2 14.2a3.2 3.2 0 0 1-4.5-4.5l6-6a2.2 2.2 0 0 1 3.1 3.1l-5.9 5.9a1.1 1.1 0 0 1-1.6-1.6l5-5',
  file: 'M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15',
  download: 'M10 3v9.5M6 8.8l4 4 4-4M4 16.5h12',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1',
  copy: 'M7 7h10v10H7zM13 7V3H3v10h4',
  keyboard: 'M2.5 5h15v10h-15zM5.5 8h.1M8.5 8h.1M11.5 8h.1M14.5 8h.1M6.5 12h7',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#0b655e" />
      <path d="M9 7v18M23 7v18" stroke="#fff" strokeWidth="4" strokeLinecap="round" />
      <path d="M9 18c3-5 11-5 14 0" stroke="#f4b740" strokeWidth="4" strokeLinecap="round" />
    </svg>
  )
}
