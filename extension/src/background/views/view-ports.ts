/** Pushes views to the pages that are connected; a change is shown once, however many steps it took. */
import type { Views } from '@ecomm/messages';

export type AnyView = Views[keyof Views];

/** A connected page. */
export interface ViewPort {
  readonly post: (view: AnyView) => void;
  readonly build: () => Promise<AnyView>;
}

export class ViewPorts {
  readonly #ports = new Map<ViewPort, { dirty: boolean; busy: boolean }>();

  add(port: ViewPort): () => void {
    this.#ports.set(port, { dirty: false, busy: false });
    void this.#push(port);
    return () => this.#ports.delete(port);
  }

  changed(): void {
    for (const port of this.#ports.keys()) void this.#push(port);
  }

  async #push(port: ViewPort): Promise<void> {
    const state = this.#ports.get(port);
    if (state === undefined) return;
    state.dirty = true;
    if (state.busy) return;
    state.busy = true;
    try {
      while (state.dirty) {
        state.dirty = false;
        const view = await port.build();
        if (this.#ports.has(port)) port.post(view);
      }
    } finally {
      state.busy = false;
    }
  }
}
