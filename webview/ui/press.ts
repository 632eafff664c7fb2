/**
 * Whether something is being pressed, with a pointer or the space bar. What is drawn anew meanwhile loses the click:
 * it goes to what was pressed and released, both.
 */
export class Press {
  #isPressed = false;

  /** @param onRelease called when what was pressed has been released, its click included */
  constructor(target: EventTarget, onRelease: () => void) {
    const press = (): void => {
      this.#isPressed = true;
    };
    const release = (): void => {
      if (!this.#isPressed) return;
      this.#isPressed = false;
      // The click comes after the release, before the next task.
      setTimeout(onRelease);
    };
    const isSpace = (event: Event): boolean => (event as KeyboardEvent).key === ' ';
    target.addEventListener('pointerdown', press, true);
    target.addEventListener('pointerup', release, true);
    target.addEventListener('pointercancel', release, true);
    // Released where this page is not told.
    target.addEventListener(
      'pointermove',
      (event) => (event as PointerEvent).buttons === 0 && release(),
      true,
    );
    target.addEventListener('blur', release);
    target.addEventListener('keydown', (event) => isSpace(event) && press(), true);
    target.addEventListener('keyup', (event) => isSpace(event) && release(), true);
  }

  get isPressed(): boolean {
    return this.#isPressed;
  }
}
