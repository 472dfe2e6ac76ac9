/** Files that are dropped beside where they belong: left to the browser, it would open them in place of the page. */
export function refuseDrops(page: Pick<Window, 'addEventListener'>): void {
  for (const type of ['dragenter', 'dragover', 'drop'] as const)
    page.addEventListener(type, event => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
    })
}

export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}
