/** A user chose days on a chart, both included; it bubbles up to the page. */
export class DayRangeEvent extends Event {
  constructor(
    readonly from: string,
    readonly to: string,
  ) {
    super('dayrange', { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    dayrange: DayRangeEvent;
  }
}

/** Shorter drags than this are clicks, in CSS pixels. */
const LEAST_DRAG = 8;

/** Watches for days being chosen by dragging on a chart over time; a band shows which. */
export function watchDays(
  canvas: HTMLCanvasElement,
  instantAt: (pixels: number) => number,
): { dispose(): void } {
  const owned = new AbortController();
  const { signal } = owned;
  const band = document.createElement('div');
  band.className = 'day-band';
  band.hidden = true;
  canvas.after(band);
  let start: number | undefined;
  const placeOf = ({ clientX }: PointerEvent) => clientX - canvas.getBoundingClientRect().left;
  const end = () => {
    start = undefined;
    band.hidden = true;
  };
  canvas.classList.add('days');
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button === 0) {
        start = placeOf(event);
        canvas.setPointerCapture(event.pointerId);
      }
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      if (start !== undefined) {
        const [left, right] = sorted(start, placeOf(event));
        band.hidden = right - left < LEAST_DRAG;
        band.style.left = `${left}px`;
        band.style.width = `${right - left}px`;
      }
    },
    { signal },
  );
  canvas.addEventListener(
    'pointerup',
    (event) => {
      const from = start;
      end();
      if (from === undefined || Math.abs(placeOf(event) - from) < LEAST_DRAG) {
        return;
      }
      const [left, right] = sorted(from, placeOf(event)).map((pixels) => dayOf(instantAt(pixels)));
      if (left !== undefined && right !== undefined) {
        canvas.dispatchEvent(new DayRangeEvent(left, right));
      }
    },
    { signal },
  );
  canvas.addEventListener('pointercancel', end, { signal });
  return {
    dispose: () => {
      owned.abort();
      band.remove();
      canvas.classList.remove('days');
    },
  };
}

function sorted(one: number, other: number): [number, number] {
  return one < other ? [one, other] : [other, one];
}

/** The day of an instant in local time, as the chart has it; undefined where it is none. */
function dayOf(ms: number): string | undefined {
  if (!Number.isFinite(ms)) {
    return undefined;
  }
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
