/** Virtual time: whatever is to happen, in order; of two at the same moment the one that was planned first. */
export class Time {
  now = Date.UTC(2026, 2, 1)
  readonly #heap: { at: number; order: number; happen: () => Promise<void> | void }[] = []
  #order = 0

  after(milliseconds: number, happen: () => Promise<void> | void): void {
    this.#heap.push({ at: this.now + Math.max(0, milliseconds), order: this.#order++, happen })
    this.#rise(this.#heap.length - 1)
  }

  get next(): number | undefined {
    return this.#heap[0]?.at
  }

  /** Lets the next thing happen; false when nothing is planned. */
  async step(): Promise<boolean> {
    const first = this.#heap[0]
    if (first === undefined) return false
    const last = this.#heap.pop()
    if (last !== undefined && last !== first) {
      this.#heap[0] = last
      this.#sink(0)
    }
    this.now = Math.max(this.now, first.at)
    await first.happen()
    return true
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (one === undefined || other === undefined) return false
    return one.at === other.at ? one.order < other.order : one.at < other.at
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (one === undefined || other === undefined) return
    this.#heap[a] = other
    this.#heap[b] = one
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1
      if (!this.#isBefore(at, above)) return
      this.#swap(at, above)
      at = above
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const least = this.#isBefore(right, left) ? right : left
      if (!this.#isBefore(least, at)) return
      this.#swap(at, least)
      at = least
    }
  }
}
