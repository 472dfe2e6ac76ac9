import { STYLE } from './page.js'

/** A plot as a file of its own: it brings along the colours that it has on a report's page. */
export function svgFile(svg: string): string {
  return `${svg
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('>', `><style>${STYLE}</style>`)}\n`
}
