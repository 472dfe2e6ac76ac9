// Sets the chosen theme before the first paint. A file of its own, because the page allows no inline script.
// The key and its values are those of src/features/settings/theme.ts.
{
  const theme = localStorage.getItem('hubbub.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
}
