/**
 * The one script of every page: it asks for the page's own parts every few seconds and puts those that changed in place of the
 * old ones; what somebody opened, scrolled or has the focus on stays. Without it a page loads itself again.
 */
export const SCRIPT = `(() => {
  const main = document.querySelector('main[data-every]')
  const pulse = document.getElementById('pulse')
  if (main === null || pulse === null) return
  const seen = new Map()
  let tag = ''
  const key = one => one.id || one.getAttribute('href') || ''
  const swap = (old, part) => {
    const within = selector => [...old.querySelectorAll(selector)]
    const open = within('details[open]').map(one => one.id)
    const scrolled = within('.scroll').map(one => [one.id, one.scrollLeft])
    const focus = old.contains(document.activeElement) ? key(document.activeElement) : ''
    old.replaceWith(part)
    for (const id of open) document.getElementById(id)?.setAttribute('open', '')
    for (const [id, left] of scrolled) document.getElementById(id)?.scrollTo(left, 0)
    if (focus !== '')
      [...part.querySelectorAll('a, summary, [tabindex]')].find(one => key(one) === focus)?.focus({ preventScroll: true })
  }
  const show = text => {
    const fresh = document.createElement('template')
    fresh.innerHTML = text
    const parts = [...fresh.content.querySelectorAll('[data-part]')]
    const ids = [...main.querySelectorAll('[data-part]')].map(one => one.id).join()
    if (parts.map(one => one.id).join() !== ids) return main.replaceChildren(fresh.content)
    for (const part of parts) {
      const old = document.getElementById(part.id)
      const now = part.outerHTML
      if ((seen.get(part.id) ?? old.outerHTML) !== now) swap(old, part)
      seen.set(part.id, now)
    }
  }
  const look = async () => {
    if (document.hidden) return
    const answer = await fetch(location.href, { headers: { 'Cygnet-Part': 'main', 'If-None-Match': tag }, redirect: 'error' })
    if (answer.status === 401 || answer.status === 403) return location.reload()
    if (answer.status !== 200 && answer.status !== 304) throw new Error(String(answer.status))
    if (answer.status === 200) show(await answer.text())
    tag = answer.headers.get('ETag') ?? ''
  }
  const again = () => look().then(
    () => { if (pulse.className !== 'pulse') { pulse.className = 'pulse'; pulse.textContent = 'live' } },
    () => { pulse.className = 'pulse lost'; pulse.textContent = 'no answer, trying again' },
  )
  pulse.textContent = 'live'
  const every = Number(main.dataset.every) * 1000
  const next = () => setTimeout(() => again().finally(next), every)
  next()
  document.addEventListener('visibilitychange', () => { if (!document.hidden) again() })
})()`
