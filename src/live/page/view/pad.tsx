import type { TargetedPointerEvent } from 'preact';
import { readPad } from '../model/hand';
import type { PageActions } from './actions';

/** How to drive by hand, and a field for who has no keys. */
export function Pad({ actions }: { readonly actions: PageActions }) {
  const steer = ({ currentTarget, clientX, clientY, pointerId }: TargetedPointerEvent<HTMLDivElement>) => {
    currentTarget.setPointerCapture(pointerId);
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    actions.setPad(readPad((clientX - left) / width, (clientY - top) / height));
  };
  const lift = () => actions.setPad(null);
  return (
    <div class="hand">
      <p>You drive: arrow keys or W A S D, a gamepad, or a finger in this field.</p>
      <div
        class="pad"
        aria-hidden="true"
        onPointerDown={steer}
        onPointerMove={(event) => {
          if (event.buttons > 0) steer(event);
        }}
        onPointerUp={lift}
        onPointerCancel={lift}
      />
    </div>
  );
}
